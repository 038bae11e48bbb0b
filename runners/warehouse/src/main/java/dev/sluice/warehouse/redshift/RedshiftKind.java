package dev.sluice.warehouse.redshift;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualitySource;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.kind.WarehouseKind;
import dev.sluice.warehouse.load.Warehouse;

/** A database of a Redshift cluster or workgroup. */
public record RedshiftKind(String name, WarehouseConnection.Redshift connection, RunContext run)
    implements WarehouseKind {

  /**
   * Parquet stays where it is: COPY reads it. What must be rewritten is fetched when it is staged.
   */
  @Override
  public Warehouse openForLoad(
      ObjectStore store, Snapshot snapshot, LakeFiles files, StepContext context)
      throws InterruptedException {
    context.phase("open");
    return RedshiftWarehouse.open(this, store, files, context);
  }

  @Override
  public QualitySource openForChecks(StepContext context) throws InterruptedException {
    return RedshiftQuality.open(this);
  }

  @Override
  public StepResult probe(StepContext context) throws InterruptedException {
    return RedshiftProbe.run(this);
  }
}
