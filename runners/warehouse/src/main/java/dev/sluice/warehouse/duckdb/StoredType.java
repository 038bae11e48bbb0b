package dev.sluice.warehouse.duckdb;

import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a column of a query is stored in Parquet, so that every reader of the dataset understands it.
 *
 * @param duckdb type to cast to
 * @param spark the same type as manifests name it
 */
record StoredType(String duckdb, String spark) {

  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");

  /**
   * Integers without sign and of 128 bits are no types of Spark, sums of integers are such in
   * DuckDB. A timestamp is an instant, as it is in Spark.
   */
  private static final Map<String, StoredType> SIMPLE =
      Map.ofEntries(
          Map.entry("BOOLEAN", new StoredType("BOOLEAN", "boolean")),
          Map.entry("TINYINT", new StoredType("TINYINT", "tinyint")),
          Map.entry("SMALLINT", new StoredType("SMALLINT", "smallint")),
          Map.entry("INTEGER", new StoredType("INTEGER", "int")),
          Map.entry("BIGINT", new StoredType("BIGINT", "bigint")),
          Map.entry("HUGEINT", new StoredType("BIGINT", "bigint")),
          Map.entry("UHUGEINT", new StoredType("BIGINT", "bigint")),
          Map.entry("UTINYINT", new StoredType("SMALLINT", "smallint")),
          Map.entry("USMALLINT", new StoredType("INTEGER", "int")),
          Map.entry("UINTEGER", new StoredType("BIGINT", "bigint")),
          Map.entry("UBIGINT", new StoredType("DECIMAL(20,0)", "decimal(20,0)")),
          Map.entry("FLOAT", new StoredType("FLOAT", "float")),
          Map.entry("DOUBLE", new StoredType("DOUBLE", "double")),
          Map.entry("VARCHAR", new StoredType("VARCHAR", "string")),
          Map.entry("JSON", new StoredType("VARCHAR", "string")),
          Map.entry("UUID", new StoredType("VARCHAR", "string")),
          Map.entry("BLOB", new StoredType("BLOB", "binary")),
          Map.entry("DATE", new StoredType("DATE", "date")),
          Map.entry("TIMESTAMP", instant()),
          Map.entry("TIMESTAMP_S", instant()),
          Map.entry("TIMESTAMP_MS", instant()),
          Map.entry("TIMESTAMP_NS", instant()),
          Map.entry("TIMESTAMP WITH TIME ZONE", instant()),
          Map.entry("\"NULL\"", new StoredType("INTEGER", "int")),
          Map.entry("NULL", new StoredType("INTEGER", "int")));

  private static StoredType instant() {
    return new StoredType("TIMESTAMP WITH TIME ZONE", "timestamp");
  }

  /**
   * @param field that holds the query, for messages
   */
  static StoredType of(Column column, String field) {
    try {
      return of(column.type());
    } catch (IllegalArgumentException e) {
      throw new StepFailure.UserError(
          "UnsupportedType",
          field
              + ": column "
              + column.name()
              + " has the type "
              + column.type()
              + ", which not every reader of Parquet knows. Cast it, for example to VARCHAR.",
          e);
    }
  }

  static StoredType of(String type) {
    StoredType simple = SIMPLE.get(type);
    if (simple != null) {
      return simple;
    }
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      return new StoredType(type, "decimal(" + decimal.group(1) + "," + decimal.group(2) + ")");
    }
    if (type.startsWith("ENUM(") && type.endsWith(")")) {
      return new StoredType("VARCHAR", "string");
    }
    if (type.endsWith("]")) {
      StoredType element = of(type.substring(0, type.lastIndexOf('[')));
      return new StoredType(element.duckdb() + "[]", "array<" + element.spark() + ">");
    }
    if (type.startsWith("MAP(") && type.endsWith(")")) {
      List<String> parts = parts(type.substring("MAP(".length(), type.length() - 1));
      StoredType key = of(parts.get(0));
      StoredType value = of(parts.get(1));
      return new StoredType(
          "MAP(" + key.duckdb() + ", " + value.duckdb() + ")",
          "map<" + key.spark() + "," + value.spark() + ">");
    }
    if (type.startsWith("STRUCT(") && type.endsWith(")")) {
      return struct(parts(type.substring("STRUCT(".length(), type.length() - 1)));
    }
    throw new IllegalArgumentException(type);
  }

  private static StoredType struct(List<String> fields) {
    List<String> duckdb = new ArrayList<>();
    List<String> spark = new ArrayList<>();
    for (String field : fields) {
      boolean quoted = field.startsWith("\"");
      int end = quoted ? closing(field) + 1 : field.indexOf(' ');
      String name = field.substring(0, end);
      StoredType type = of(field.substring(end).strip());
      duckdb.add(name + " " + type.duckdb());
      String plain = quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
      boolean bare = plain.matches("[A-Za-z_][A-Za-z0-9_]*");
      spark.add((bare ? plain : "`" + plain.replace("`", "``") + "`") + ":" + type.spark());
    }
    return new StoredType(
        "STRUCT(" + String.join(", ", duckdb) + ")", "struct<" + String.join(",", spark) + ">");
  }

  /** Where a quoted name ends; a doubled quote is part of it. */
  private static int closing(String text) {
    int i = 1;
    while (text.charAt(i) != '"' || (i + 1 < text.length() && text.charAt(i + 1) == '"')) {
      i += text.charAt(i) == '"' ? 2 : 1;
    }
    return i;
  }

  /** Splits at the commas that are in no brackets and quotes. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      } else if (!quoted && c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
