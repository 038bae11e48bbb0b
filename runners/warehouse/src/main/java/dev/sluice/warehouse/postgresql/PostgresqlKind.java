package dev.sluice.warehouse.postgresql;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualitySource;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.kind.WarehouseKind;
import dev.sluice.warehouse.load.Warehouse;

/** A PostgreSQL database. */
public record PostgresqlKind(String name, WarehouseConnection.Postgresql connection)
    implements WarehouseKind {

  @Override
  public Warehouse openForLoad(
      ObjectStore store, Snapshot snapshot, LakeFiles files, StepContext context)
      throws InterruptedException {
    files.add(store, snapshot);
    context.phase("open");
    return PostgresqlWarehouse.open(name, connection, files, context);
  }

  @Override
  public QualitySource openForChecks(StepContext context) throws InterruptedException {
    return PostgresqlQuality.open(name, connection);
  }

  @Override
  public StepResult probe(StepContext context) throws InterruptedException {
    return PostgresqlProbe.run(name, connection);
  }
}
