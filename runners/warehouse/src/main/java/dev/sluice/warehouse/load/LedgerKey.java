package dev.sluice.warehouse.load;

import dev.sluice.sql.TableName;

/**
 * What has one current owner: the writer with the highest fencing token.
 *
 * @param slice {@code run_date=2026-11-21}, or {@code all}
 */
public record LedgerKey(String step, TableName table, String slice) {}
