package dev.sluice.warehouse.postgresql;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which type of PostgreSQL holds a type of DuckDB, which reads the files, and the other way. */
public final class PostgresqlTypes {

  /** Types of the same name in both are not listed. */
  private static final Map<String, String> FROM_DUCKDB =
      Map.ofEntries(
          Map.entry("BOOLEAN", "boolean"),
          Map.entry("TINYINT", "smallint"),
          Map.entry("UTINYINT", "smallint"),
          Map.entry("SMALLINT", "smallint"),
          Map.entry("USMALLINT", "integer"),
          Map.entry("INTEGER", "integer"),
          Map.entry("UINTEGER", "bigint"),
          Map.entry("BIGINT", "bigint"),
          Map.entry("UBIGINT", "numeric(20,0)"),
          Map.entry("HUGEINT", "numeric(39,0)"),
          Map.entry("UHUGEINT", "numeric(39,0)"),
          Map.entry("FLOAT", "real"),
          Map.entry("DOUBLE", "double precision"),
          Map.entry("VARCHAR", "text"),
          Map.entry("BLOB", "bytea"),
          Map.entry("DATE", "date"),
          Map.entry("TIME", "time without time zone"),
          Map.entry("TIME WITH TIME ZONE", "time with time zone"),
          Map.entry("TIMESTAMP", "timestamp without time zone"),
          Map.entry("TIMESTAMP_S", "timestamp without time zone"),
          Map.entry("TIMESTAMP_MS", "timestamp without time zone"),
          Map.entry("TIMESTAMP_NS", "timestamp without time zone"),
          Map.entry("TIMESTAMP WITH TIME ZONE", "timestamp with time zone"),
          Map.entry("INTERVAL", "interval"),
          Map.entry("UUID", "uuid"));

  private static final Map<String, String> TO_DUCKDB =
      Map.ofEntries(
          Map.entry("boolean", "BOOLEAN"),
          Map.entry("smallint", "SMALLINT"),
          Map.entry("integer", "INTEGER"),
          Map.entry("bigint", "BIGINT"),
          Map.entry("real", "FLOAT"),
          Map.entry("double precision", "DOUBLE"),
          Map.entry("date", "DATE"),
          Map.entry("time without time zone", "TIME"),
          Map.entry("timestamp without time zone", "TIMESTAMP"),
          Map.entry("timestamp with time zone", "TIMESTAMP WITH TIME ZONE"),
          Map.entry("uuid", "UUID"));

  private static final Pattern DECIMAL = Pattern.compile("(?:DECIMAL|numeric)(\\(\\d+,\\d+\\))");
  private static final Pattern NESTED =
      Pattern.compile("(STRUCT|MAP|UNION)\\(.*|.*\\]|JSON|VARIANT");
  private static final int DUCKDB_DIGITS = 38;

  /** Types whose values are text that can be cut off: they are never cast to. */
  private static final Set<String> CHARACTER = Set.of("text", "character varying", "character");

  private PostgresqlTypes() {}

  /** The type of a new column for values of this type of DuckDB. */
  static String of(String duckDb) {
    if (DECIMAL.matcher(duckDb).matches()) {
      return "numeric" + duckDb.substring(duckDb.indexOf('('));
    }
    if (isNested(duckDb)) {
      return "jsonb";
    }
    return FROM_DUCKDB.getOrDefault(duckDb, "text");
  }

  /** What DuckDB reads text as for a column of this type; text where it has no such type. */
  public static String toDuckDb(String type) {
    var decimal = DECIMAL.matcher(type);
    if (decimal.matches() && digits(decimal.group(1)) <= DUCKDB_DIGITS) {
      return "DECIMAL" + decimal.group(1);
    }
    return TO_DUCKDB.getOrDefault(type, "VARCHAR");
  }

  private static int digits(String precision) {
    return Integer.parseInt(precision.substring(1, precision.indexOf(',')));
  }

  public static boolean isNested(String duckDb) {
    return NESTED.matcher(duckDb.toUpperCase(Locale.ROOT)).matches();
  }

  public static boolean isCharacter(String type) {
    int parameter = type.indexOf('(');
    return CHARACTER.contains(parameter < 0 ? type : type.substring(0, parameter));
  }
}
