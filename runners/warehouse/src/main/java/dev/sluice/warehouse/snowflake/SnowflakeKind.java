package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualitySource;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.kind.WarehouseKind;
import dev.sluice.warehouse.load.Warehouse;

/** A database in a Snowflake account. */
public record SnowflakeKind(String name, WarehouseConnection.Snowflake connection, RunContext run)
    implements WarehouseKind {

  /** The files stay where they are: Snowflake reads them by itself. */
  @Override
  public Warehouse openForLoad(
      ObjectStore store, Snapshot snapshot, LakeFiles files, StepContext context)
      throws InterruptedException {
    context.phase("open");
    return new SnowflakeWarehouse(connection, open(), store, context);
  }

  private SqlSession open() throws InterruptedException {
    return SnowflakeSession.open(name, connection, run);
  }

  @Override
  public QualitySource openForChecks(StepContext context) throws InterruptedException {
    return new SnowflakeQuality(open());
  }

  @Override
  public StepResult probe(StepContext context) throws InterruptedException {
    try (SqlSession session = open()) {
      return SnowflakeProbe.run(name, connection, session);
    }
  }
}
