package dev.sluice.warehouse.duckdb;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** DuckDB's names for types that are declared, and types for values of folders. */
final class DuckDbTypes {

  private static final Pattern DECLARED =
      Pattern.compile("[a-z][a-z0-9_ ]*(\\(\\s*\\d+\\s*(,\\s*\\d+\\s*)?\\))?[a-z ]*");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  /** Names of Spark's SQL that DuckDB does not know; the others are the same. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "string", "VARCHAR",
          "binary", "BLOB",
          "long", "BIGINT",
          "short", "SMALLINT",
          "byte", "TINYINT",
          "timestamp_ntz", "TIMESTAMP",
          "timestamp_ltz", "TIMESTAMP WITH TIME ZONE");

  private DuckDbTypes() {}

  /** The type of a declared column; null when it is to be found from the data. */
  static @Nullable String declared(Format.Column column) {
    if (column.type() == null) {
      return null;
    }
    String type = column.type().strip().toLowerCase(Locale.ROOT);
    if (!DECLARED.matcher(type).matches()) {
      throw badType(column);
    }
    return RENAMED.getOrDefault(type, type.toUpperCase(Locale.ROOT));
  }

  static StepFailure.UserError badType(Format.Column column) {
    return new StepFailure.UserError(
        "BadType",
        "Column "
            + column.name()
            + " of the format has the type \""
            + column.type()
            + "\", which DuckDB does not know: use a simple SQL type such as bigint, double,"
            + " decimal(10,2), varchar, boolean, date or timestamp.");
  }

  /** The narrowest of DATE, BIGINT and VARCHAR that holds all values of a folder column. */
  static String ofFolders(Collection<String> values) {
    if (values.stream().allMatch(v -> INTEGER.matcher(v).matches())) {
      return "BIGINT";
    }
    return values.stream().allMatch(DuckDbTypes::isDate) ? "DATE" : "VARCHAR";
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
