package dev.sluice.warehouse.postgresql;

import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a row as one line of COPY's text format, in DuckDB's SQL: the engine that reads the files
 * does it for thousands of rows at a time.
 */
final class CopyText {

  private static final Quoting QUOTING = new Quoting() {};
  private static final String NULL = "'\\N'";

  private CopyText() {}

  /** A query with one column: the line of each row, without its end. */
  static String query(String relation, List<Column> columns) {
    return "SELECT "
        + columns.stream().map(CopyText::field).collect(Collectors.joining(" || chr(9) || "))
        + " FROM "
        + relation;
  }

  private static String field(Column column) {
    String name = QUOTING.identifier(column.name());
    return "coalesce(" + text(name, column.type()) + ", " + NULL + ")";
  }

  private static String text(String name, String type) {
    if (type.equals("BLOB")) {
      return "'\\\\x' || lower(hex(" + name + "))";
    }
    if (PostgresqlTypes.isNested(type)) {
      return escaped("CAST(to_json(" + name + ") AS VARCHAR)");
    }
    String text = "CAST(" + name + " AS VARCHAR)";
    if (type.equals("DATE") || type.startsWith("TIMESTAMP")) {
      return "replace(" + text + ", ' (BC)', ' BC')";
    }
    return type.equals("VARCHAR") || type.startsWith("ENUM") ? escaped(text) : text;
  }

  private static String escaped(String text) {
    return "replace(replace(replace(replace("
        + text
        + ", '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), chr(13), '\\r')";
  }
}
