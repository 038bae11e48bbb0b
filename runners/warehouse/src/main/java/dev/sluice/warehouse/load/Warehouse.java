package dev.sluice.warehouse.load;

import dev.sluice.lake.Snapshot;
import dev.sluice.warehouse.sql.Column;
import dev.sluice.warehouse.sql.SqlSession;
import java.util.List;

/**
 * A warehouse that is open for writing. The order of a load and its checks are the same everywhere
 * ({@link Load}); a kind of warehouse differs in its SQL and in how files become rows.
 */
public interface Warehouse extends AutoCloseable {

  /** The SQL of this kind. */
  LoadSql sql();

  /** The connection; transactions are begun and ended by statements on it. */
  SqlSession session();

  /**
   * Makes the rows of a snapshot readable in the session, in the current transaction: as a view
   * over the files, or as a temporary table that they are copied into.
   *
   * @param target columns of the table that the rows are for; empty when it does not exist yet
   */
  StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException;

  /** Closes the connection; what is not committed is rolled back. */
  @Override
  void close();
}
