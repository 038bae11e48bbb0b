package dev.sluice.sql;

import java.util.regex.Pattern;

/** How names and texts are written into SQL: the only place where they become part of it. */
public interface Quoting {

  Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /**
   * A name as this dialect keeps it. A plain name that a user wrote, or that a dataset has, means
   * what it would mean without quotes; names that came from the warehouse itself are never folded.
   */
  default String fold(String name) {
    return name;
  }

  /** Whether a name needs no quotes in any dialect. */
  static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  /** A name in double quotes, as standard SQL has it. */
  default String identifier(String name) {
    return '"' + refuseNul(name).replace("\"", "\"\"") + '"';
  }

  /** A text in single quotes; warehouses in which a backslash escapes double it too. */
  default String literal(String text) {
    return "'" + refuseNul(text).replace("'", "''") + "'";
  }

  /** Schema and table, each folded and quoted. */
  default String table(TableName name) {
    return identifier(fold(name.schema())) + "." + identifier(fold(name.table()));
  }

  /** No dialect has a way to write this character. */
  static String refuseNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("A name or text with a NUL character is not SQL.");
    }
    return text;
  }
}
