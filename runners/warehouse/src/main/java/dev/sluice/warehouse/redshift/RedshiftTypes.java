package dev.sluice.warehouse.redshift;

import dev.sluice.warehouse.postgresql.PostgresqlTypes;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a column that DuckDB describes comes into a table: the type that it has in the Parquet file
 * that COPY reads, in the temporary table that COPY fills, and in the table.
 */
final class RedshiftTypes {

  /** As long as a text can be, in bytes; without a length it would be 256. */
  static final String TEXT = "character varying(65535)";

  static final String NESTED = "super";
  static final String BINARY = "varbyte(1024000)";

  private static final String TIMESTAMP = "timestamp without time zone";
  private static final String MOMENT = "timestamp with time zone";
  private static final String TIME = "time without time zone";

  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(\\d+,\\d+\\)");

  /** What COPY reads from Parquet as it is, but for decimals. */
  private static final Set<String> COPIED =
      Set.of(
          "BOOLEAN",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "BLOB",
          "DATE",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE");

  /** Other types that are numbers or times; all else is text. */
  private static final Map<String, String> REWRITTEN =
      Map.ofEntries(
          Map.entry("TINYINT", "SMALLINT"),
          Map.entry("UTINYINT", "SMALLINT"),
          Map.entry("USMALLINT", "INTEGER"),
          Map.entry("UINTEGER", "BIGINT"),
          Map.entry("UBIGINT", "DECIMAL(20,0)"),
          Map.entry("HUGEINT", "DECIMAL(38,0)"),
          Map.entry("UHUGEINT", "DECIMAL(38,0)"),
          Map.entry("TIMESTAMP_S", "TIMESTAMP"),
          Map.entry("TIMESTAMP_MS", "TIMESTAMP"),
          Map.entry("TIMESTAMP_NS", "TIMESTAMP"));

  private static final Map<String, String> TABLE =
      Map.ofEntries(
          Map.entry("BOOLEAN", "boolean"),
          Map.entry("SMALLINT", "smallint"),
          Map.entry("INTEGER", "integer"),
          Map.entry("BIGINT", "bigint"),
          Map.entry("FLOAT", "real"),
          Map.entry("DOUBLE", "double precision"),
          Map.entry("BLOB", BINARY),
          Map.entry("DATE", "date"),
          Map.entry("TIME", TIME),
          Map.entry("TIMESTAMP", TIMESTAMP),
          Map.entry("TIMESTAMP WITH TIME ZONE", MOMENT));

  private RedshiftTypes() {}

  /** Whether COPY reads a column of this type as it is in a file. */
  static boolean isCopied(String duckDb) {
    return COPIED.contains(duckDb) || DECIMAL.matcher(duckDb).matches();
  }

  /** The type of DuckDB that a column is rewritten as for COPY. */
  static String copied(String duckDb) {
    return isCopied(duckDb) ? duckDb : REWRITTEN.getOrDefault(duckDb, "VARCHAR");
  }

  /** A column of DuckDB as the text or value of the type that COPY reads. */
  static String rewritten(String name, String duckDb) {
    if (PostgresqlTypes.isNested(duckDb)) {
      return "CAST(to_json(" + name + ") AS VARCHAR)";
    }
    return isCopied(duckDb) ? name : "CAST(" + name + " AS " + copied(duckDb) + ")";
  }

  /** The type of the column that COPY fills: without a time zone, which Parquet cannot fill. */
  static String staged(String duckDb) {
    String type = ofCopied(copied(duckDb));
    return type.equals(MOMENT) ? TIMESTAMP : type;
  }

  /** The type of a new column for values of this type of DuckDB. */
  static String of(String duckDb) {
    if (PostgresqlTypes.isNested(duckDb)) {
      return NESTED;
    }
    return duckDb.equals("TIME") ? TIME : ofCopied(copied(duckDb));
  }

  private static String ofCopied(String duckDb) {
    return DECIMAL.matcher(duckDb).matches()
        ? "numeric" + duckDb.substring(duckDb.indexOf('('))
        : TABLE.getOrDefault(duckDb, TEXT);
  }

  /** The value of a column that COPY filled, in the type of the table. */
  static String value(String name, String duckDb) {
    return switch (of(duckDb)) {
      case NESTED -> "JSON_PARSE(" + name + ")";
      case MOMENT -> name + " AT TIME ZONE 'UTC'";
      case TIME -> "CAST(" + name + " AS " + TIME + ")";
      default -> name;
    };
  }
}
