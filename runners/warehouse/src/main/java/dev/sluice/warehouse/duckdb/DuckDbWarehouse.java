package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.load.LoadSql;
import dev.sluice.warehouse.load.StagedRows;
import dev.sluice.warehouse.load.Warehouse;
import java.util.List;

/** A DuckDB file as a warehouse: it reads the files of a dataset itself. */
final class DuckDbWarehouse implements Warehouse {

  private final SqlSession session;
  private final LakeFiles files;
  private final LoadSql sql = new DuckDbLoadSql();

  private DuckDbWarehouse(SqlSession session, LakeFiles files) {
    this.session = session;
    this.files = files;
  }

  /** Opens the file, which is made when it is missing, as its only writer. */
  static DuckDbWarehouse open(
      WarehouseConnection.DuckDb connection, LakeFiles files, StepContext context)
      throws InterruptedException {
    SqlSession session = DuckDbSession.open(context);
    try {
      DuckDbSession.use(session, DuckDbSession.attach(session, connection, false));
      files.admit(session);
      DuckDbSession.confine(session, files.folders());
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
    return new DuckDbWarehouse(session, files);
  }

  @Override
  public LoadSql sql() {
    return sql;
  }

  @Override
  public SqlSession session() {
    return session;
  }

  @Override
  public StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException {
    return FileRows.of(session, files, snapshot, target);
  }

  @Override
  public void close() {
    session.close();
  }
}
