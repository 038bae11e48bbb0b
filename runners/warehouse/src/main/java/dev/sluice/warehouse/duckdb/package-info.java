/** The embedded warehouse, DuckDB, which also reads the files of the lake. */
@NullMarked
package dev.sluice.warehouse.duckdb;

import org.jspecify.annotations.NullMarked;
