package dev.sluice.warehouse.load;

import dev.sluice.lake.Snapshot;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
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
   * Makes the rows of a snapshot readable in the session, in the current transaction unless
   * definitions commit: as a view over the files, or as a temporary table that they are copied
   * into.
   *
   * @param target columns of the table that the rows are for; empty when it does not exist yet
   */
  StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException;

  /** The columns of a table; empty when it does not exist. */
  default List<Column> columns(TableName table) throws InterruptedException {
    return session()
        .query(
            sql().selectColumns(table),
            row -> new Column(row.getString(1), row.getString(2), row.getBoolean(3)));
  }

  /** Closes the connection; what is not committed is rolled back. */
  @Override
  void close();
}
