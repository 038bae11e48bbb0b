package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.sql.Column;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Columns that are in no file but in the names of folders, with the value that each file has.
 *
 * @param columns with the narrowest of DATE, NUMBER and VARCHAR that holds all values
 * @param places of all files; slices of unchanged raw data share files, which have a place in each
 */
record Folders(List<Column> columns, List<Place> places) {

  /**
   * A file in a slice.
   *
   * @param values in the order of the columns; empty for null
   */
  record Place(DataFile file, List<String> values) {}

  /** How Hive writes a null in a folder's name. */
  private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  /**
   * @param own columns of the files, which win over folders of the same name
   */
  static Folders of(Snapshot snapshot, List<Column> own) {
    List<Map<String, String>> found = new ArrayList<>();
    Map<String, Set<String>> byColumn = new LinkedHashMap<>();
    for (DataFile file : snapshot.files()) {
      Map<String, String> values = snapshot.partitionValues(file);
      found.add(values);
      values.forEach(
          (name, value) -> byColumn.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(value));
    }
    byColumn.keySet().removeIf(name -> Column.find(own, name).isPresent());
    List<Column> columns = new ArrayList<>();
    byColumn.forEach(
        (name, values) -> columns.add(Column.optional(Staging.SQL.fold(name), type(values))));
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Map<String, String> values = found.get(i);
      places.add(
          new Place(
              snapshot.files().get(i),
              byColumn.keySet().stream().map(name -> value(values.get(name))).toList()));
    }
    return new Folders(columns, places);
  }

  private static String value(@Nullable String text) {
    return text == null || text.equals(HIVE_NULL) ? "" : text;
  }

  private static String type(Set<String> values) {
    List<String> known = values.stream().filter(v -> !v.equals(HIVE_NULL)).toList();
    if (known.stream().allMatch(v -> INTEGER.matcher(v).matches())) {
      return "NUMBER(38,0)";
    }
    return known.stream().allMatch(Folders::isDate) ? "DATE" : SnowflakeTypes.TEXT;
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** Whether all files have the same values, so that these are constants. */
  boolean areConstant() {
    return places.stream().map(Place::values).distinct().count() <= 1;
  }

  /** Values of a place as expressions with their names. */
  List<String> constants(List<String> values) {
    List<String> expressions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String text = values.get(i);
      expressions.add(
          "CAST("
              + (text.isEmpty() ? "NULL" : Staging.SQL.literal(text))
              + " AS "
              + columns.get(i).type()
              + ") AS "
              + Staging.SQL.identifier(columns.get(i).name()));
    }
    return expressions;
  }
}
