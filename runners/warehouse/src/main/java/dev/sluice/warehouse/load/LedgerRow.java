package dev.sluice.warehouse.load;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads what {@link LoadSql#selectLedger} selects. */
final class LedgerRow {

  private LedgerRow() {}

  static LedgerEntry read(LedgerKey key, ResultSet row) throws SQLException {
    return new LedgerEntry(
        key,
        row.getString("namespace"),
        row.getString("run"),
        row.getString("run_uid"),
        row.getString("task"),
        row.getInt("attempt"),
        row.getLong("fencing_token"),
        row.getString("mode"),
        row.getString("input_digest"),
        row.getLong("rows"));
  }
}
