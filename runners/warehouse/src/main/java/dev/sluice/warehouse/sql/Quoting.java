package dev.sluice.warehouse.sql;

/** How names and texts are written into SQL: the only place where they become part of it. */
public interface Quoting {

  /** A name in double quotes, as standard SQL has it. */
  default String identifier(String name) {
    return '"' + refuseNul(name).replace("\"", "\"\"") + '"';
  }

  /** A text in single quotes; warehouses in which a backslash escapes double it too. */
  default String literal(String text) {
    return "'" + refuseNul(text).replace("'", "''") + "'";
  }

  /** Schema and table, each quoted. */
  default String table(TableName name) {
    return identifier(name.schema()) + "." + identifier(name.table());
  }

  private static String refuseNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("A name or text with a NUL character is not SQL.");
    }
    return text;
  }
}
