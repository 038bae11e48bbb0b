package dev.sluice.warehouse.snowflake;

import dev.sluice.sql.Column;
import java.util.List;

/**
 * Rows that are in the session.
 *
 * @param relation what stands in a FROM clause
 */
record Staged(String relation, List<Column> columns) {}
