package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Snowflake's types for those of files, for declared ones, and for values of folders. */
final class SnowflakeTypes {

  static final String TEXT = "VARCHAR";

  private static final Pattern TYPE = Pattern.compile("([a-z][a-z0-9_ ]*?)\\s*(\\(.*\\))?");
  private static final Pattern DECIMAL = Pattern.compile("\\(\\s*\\d+\\s*(,\\s*\\d+\\s*)?\\)");
  private static final String INTEGER = "NUMBER(38,0)";

  /** Of Parquet's columns as DuckDB names them, and of SQL types that users declare. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("boolean", "BOOLEAN"),
          Map.entry("tinyint", INTEGER),
          Map.entry("byte", INTEGER),
          Map.entry("smallint", INTEGER),
          Map.entry("short", INTEGER),
          Map.entry("integer", INTEGER),
          Map.entry("int", INTEGER),
          Map.entry("bigint", INTEGER),
          Map.entry("long", INTEGER),
          Map.entry("hugeint", INTEGER),
          Map.entry("utinyint", INTEGER),
          Map.entry("usmallint", INTEGER),
          Map.entry("uinteger", INTEGER),
          Map.entry("ubigint", INTEGER),
          Map.entry("uhugeint", INTEGER),
          Map.entry("float", "FLOAT"),
          Map.entry("real", "FLOAT"),
          Map.entry("double", "FLOAT"),
          Map.entry("double precision", "FLOAT"),
          Map.entry("varchar", TEXT),
          Map.entry("string", TEXT),
          Map.entry("text", TEXT),
          Map.entry("uuid", TEXT),
          Map.entry("enum", TEXT),
          Map.entry("date", "DATE"),
          Map.entry("time", "TIME"),
          Map.entry("timestamp", "TIMESTAMP_NTZ"),
          Map.entry("timestamp_ntz", "TIMESTAMP_NTZ"),
          Map.entry("timestamp_s", "TIMESTAMP_NTZ"),
          Map.entry("timestamp_ms", "TIMESTAMP_NTZ"),
          Map.entry("timestamp_ns", "TIMESTAMP_NTZ"),
          Map.entry("timestamp_ltz", "TIMESTAMP_TZ"),
          Map.entry("timestamp with time zone", "TIMESTAMP_TZ"),
          Map.entry("timestamptz", "TIMESTAMP_TZ"),
          Map.entry("blob", "BINARY"),
          Map.entry("binary", "BINARY"),
          Map.entry("json", "VARIANT"),
          Map.entry("variant", "VARIANT"));

  private SnowflakeTypes() {}

  /** The type that holds a column of a Parquet file; nested ones are semi-structured here. */
  static String ofFile(String duckDbType) {
    String found = simple(duckDbType);
    return found == null ? "VARIANT" : found;
  }

  private static @Nullable String simple(String type) {
    Matcher parts = TYPE.matcher(type.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return null;
    }
    String arguments = parts.group(2);
    if (parts.group(1).equals("decimal") || parts.group(1).equals("numeric")) {
      if (arguments == null) {
        return "NUMBER(18,3)";
      }
      return DECIMAL.matcher(arguments).matches()
          ? "NUMBER" + arguments.replaceAll("\\s", "")
          : null;
    }
    return NAMES.get(parts.group(1));
  }

  /** The type of a declared column; null when it is to be found from the data. */
  static @Nullable String declared(Format.Column column) {
    if (column.type() == null) {
      return null;
    }
    String found = simple(column.type());
    if (found == null) {
      throw new StepFailure.UserError(
          "BadType",
          "Column "
              + column.name()
              + " of the format has the type \""
              + column.type()
              + "\", which has no equal in Snowflake: use a simple SQL type such as bigint, double,"
              + " decimal(10,2), varchar, boolean, date or timestamp.");
    }
    return found;
  }

  /** A value of one type for a column of another. */
  static String value(String expression, String from, String to) {
    String target = family(to);
    if (family(from).equals(target) && !target.equals("NUMBER")) {
      return expression;
    }
    // CAST AS VARCHAR(n) may cut a text; without the length the table refuses it.
    return from.equals(to)
        ? expression
        : "CAST(" + expression + " AS " + (target.equals(TEXT) ? TEXT : to) + ")";
  }

  /** A type without its precision or length. */
  static String family(String type) {
    int end = type.indexOf('(');
    return end < 0 ? type : type.substring(0, end);
  }
}
