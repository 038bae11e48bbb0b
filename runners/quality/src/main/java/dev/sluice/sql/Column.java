package dev.sluice.sql;

import java.util.List;
import java.util.Optional;

/**
 * A column of a dataset or a table.
 *
 * @param type as the warehouse names it
 * @param required whether a row must give it a value: not nullable and without a default
 */
public record Column(String name, String type, boolean required) {

  /** A column that may be absent or null. */
  public static Column optional(String name, String type) {
    return new Column(name, type, false);
  }

  /** The column with this name; case does not matter, as in unquoted SQL. */
  public static Optional<Column> find(List<Column> columns, String name) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Names for a message: {@code a, b, c}. */
  public static String names(List<Column> columns) {
    return String.join(", ", columns.stream().map(Column::name).toList());
  }
}
