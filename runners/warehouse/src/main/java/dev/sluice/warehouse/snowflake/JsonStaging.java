package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON files as one temporary table of semi-structured rows. Names come from the format or the
 * rows; types from the format, the table, or the values.
 */
final class JsonStaging {

  private static final String ROWS = "ROWS";

  private final Staging staging;
  private final Format format;

  JsonStaging(Staging staging) {
    this.staging = staging;
    this.format = staging.snapshot().format();
  }

  /** A name of the rows, as they write it. */
  private record Key(String name, String type) {}

  Staged stage(List<Column> target) throws InterruptedException {
    List<String> selects = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    Folders folders = Folders.of(staging.snapshot(), List.of());
    List<List<String>> groups =
        folders.places().stream().map(Folders.Place::values).distinct().toList();
    var progress = staging.progress();
    for (List<String> group : groups) {
      String table = ROWS + "_" + groups.indexOf(group);
      staging
          .session()
          .execute(
              Staging.COPY.createTable(
                  table,
                  List.of(
                      Column.optional(CopySql.ROW, "VARIANT"),
                      Column.optional(CopySql.FILE, SnowflakeTypes.TEXT),
                      Column.optional(CopySql.LINE, "NUMBER(38,0)"))));
      staging.copy(
          folders.places().stream()
              .filter(p -> p.values().equals(group))
              .map(Folders.Place::file)
              .toList(),
          progress,
          files -> Staging.COPY.copyJson(table, format, files));
      requireObjects(table);
      List<String> select = new ArrayList<>(List.of("\"" + CopySql.ROW + "\""));
      select.addAll(folders.constants(group));
      selects.add("SELECT " + String.join(", ", select) + " FROM " + Staging.COPY.table(table));
    }
    String rows = "(" + String.join("\nUNION ALL\n", selects) + ")";
    List<String> expressions = new ArrayList<>();
    for (Key key : keys(rows, target)) {
      Column column = Column.optional(Staging.SQL.fold(key.name()), key.type());
      columns.add(column);
      expressions.add(value(key) + " AS " + Staging.SQL.identifier(column.name()));
    }
    for (Column folder : folders.columns()) {
      if (Column.find(columns, folder.name()).isEmpty()) {
        columns.add(folder);
        expressions.add("r." + Staging.SQL.identifier(folder.name()));
      }
    }
    return new Staged(
        "(SELECT " + String.join(", ", expressions) + " FROM " + rows + " AS r)", columns);
  }

  private record Place(String file, long line) {}

  private void requireObjects(String table) throws InterruptedException {
    List<Place> others =
        staging
            .session()
            .query(
                Staging.COPY.selectRowsThatAreNoObjects(table),
                row -> new Place(row.getString(1), row.getLong(2)));
    if (!others.isEmpty()) {
      throw new StepFailure.UserError(
          "MalformedFile",
          "File %s, row %d is no JSON object: each row must be one. When a file is one array of objects, set format.json.multiLine."
              .formatted(staging.nameOf(others.get(0).file()), others.get(0).line()));
    }
  }

  private static String value(Key key) {
    String path = "r.\"" + CopySql.ROW + "\":" + Staging.SQL.identifier(key.name());
    return key.type().equals("VARIANT") ? path : "CAST(" + path + " AS " + key.type() + ")";
  }

  private List<Key> keys(String rows, List<Column> target) throws InterruptedException {
    List<Format.Column> declared = format.columns();
    if (!declared.isEmpty() && declared.stream().allMatch(c -> c.type() != null)) {
      return declared.stream()
          .map(c -> new Key(c.name(), String.valueOf(SnowflakeTypes.declared(c))))
          .toList();
    }
    return staging
        .session()
        .query(
            query(rows),
            row -> {
              String name = row.getString(1);
              String known = known(name, target);
              return new Key(
                  name,
                  known != null
                      ? known
                      : found(
                          row.getLong(2),
                          row.getLong(3),
                          row.getLong(4),
                          row.getLong(5),
                          row.getLong(6)));
            });
  }

  /** Each name with how many values it has, and how many of them are of each simple type. */
  static String query(String rows) {
    return """
    SELECT f.KEY, COUNT_IF(TYPEOF(f.VALUE) <> 'NULL_VALUE'),
      COUNT_IF(TYPEOF(f.VALUE) = 'BOOLEAN'),
      COUNT_IF(TYPEOF(f.VALUE) = 'INTEGER'),
      COUNT_IF(TYPEOF(f.VALUE) IN ('INTEGER', 'DECIMAL', 'DOUBLE')),
      COUNT_IF(TYPEOF(f.VALUE) = 'VARCHAR')
    FROM %s AS r, LATERAL FLATTEN(INPUT => r."%s") AS f
    GROUP BY f.KEY ORDER BY f.KEY"""
        .formatted(rows, CopySql.ROW);
  }

  private static String found(long all, long booleans, long integers, long numbers, long texts) {
    if (all == 0 || texts == all) {
      return SnowflakeTypes.TEXT;
    }
    if (booleans == all) {
      return "BOOLEAN";
    }
    if (integers == all) {
      return "NUMBER(38,0)";
    }
    return numbers == all ? "FLOAT" : "VARIANT";
  }

  private @Nullable String known(String name, List<Column> target) {
    Optional<Format.Column> declared =
        format.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    String type = declared.map(SnowflakeTypes::declared).orElse(null);
    return type != null ? type : Column.find(target, name).map(Column::type).orElse(null);
  }
}
