package dev.sluice.warehouse.redshift;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.load.LoadSql;
import dev.sluice.warehouse.load.StagedRows;
import dev.sluice.warehouse.load.Warehouse;
import java.util.List;

/** A database in Redshift that is open for a load: COPY reads the lake. */
final class RedshiftWarehouse implements Warehouse {

  private final SqlSession session;
  private final Staging staging;

  private RedshiftWarehouse(SqlSession session, Staging staging) {
    this.session = session;
    this.staging = staging;
  }

  static RedshiftWarehouse open(
      RedshiftKind kind, ObjectStore store, LakeFiles files, StepContext context)
      throws InterruptedException {
    SqlSession session = RedshiftSession.open(kind);
    try {
      makeSchema(session);
      CopyFiles copied =
          new CopyFiles(store, kind.run(), context.scratch().resolve("copy-manifests"));
      return new RedshiftWarehouse(
          session,
          new Staging(session, store, files, copied, kind.connection().iamRole(), context));
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  /** Where it exists a user need not have the right to make one. */
  static void makeSchema(SqlSession session) throws InterruptedException {
    RedshiftSql sql = RedshiftSql.INSTANCE;
    if (session.query(sql.selectSchema(TableName.OWN_SCHEMA), row -> 1).isEmpty()) {
      session.execute(sql.createSchema(TableName.OWN_SCHEMA));
    }
  }

  @Override
  public LoadSql sql() {
    return RedshiftSql.INSTANCE;
  }

  @Override
  public SqlSession session() {
    return session;
  }

  @Override
  public StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException {
    return staging.stage(snapshot, target);
  }

  @Override
  public void close() {
    try (staging) {
      session.close();
    }
  }
}
