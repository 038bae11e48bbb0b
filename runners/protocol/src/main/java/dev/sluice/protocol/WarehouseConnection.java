package dev.sluice.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How to reach a warehouse: exactly one of its components is set, and says which kind it is.
 *
 * @param duckdb an embedded DuckDB database
 */
public record WarehouseConnection(@Nullable DuckDb duckdb) {

  /**
   * A DuckDB database file.
   *
   * @param file path of the database file; made when it is missing
   */
  public record DuckDb(String file) {}
}
