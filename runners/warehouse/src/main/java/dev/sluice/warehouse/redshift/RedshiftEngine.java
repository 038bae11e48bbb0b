package dev.sluice.warehouse.redshift;

import dev.sluice.warehouse.postgresql.PostgresqlEngine;
import java.sql.SQLException;

/** Tells failures of Redshift apart: by PostgreSQL's SQLSTATE, where it is not its own XX000. */
final class RedshiftEngine extends PostgresqlEngine {

  private static final String DUPLICATE_COLUMN = "42701";

  RedshiftEngine(String warehouse) {
    super(warehouse);
  }

  @Override
  public RuntimeException translate(SQLException e) {
    // There is no ADD COLUMN IF NOT EXISTS: another writer was faster.
    return DUPLICATE_COLUMN.equals(e.getSQLState())
        ? conflict("Another transaction added the same column: ", message(e), e)
        : super.translate(e);
  }

  /** Keys of users' tables are not enforced, so a key that is refused is of the server's own. */
  @Override
  protected boolean isOfCatalogue(SQLException e) {
    return true;
  }
}
