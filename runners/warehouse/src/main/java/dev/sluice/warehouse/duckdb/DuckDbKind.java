package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualitySource;
import dev.sluice.warehouse.kind.WarehouseKind;
import dev.sluice.warehouse.load.Warehouse;
import java.util.Map;
import java.util.Optional;

/** A DuckDB file. */
public record DuckDbKind(String name, WarehouseConnection.DuckDb connection)
    implements WarehouseKind {

  /** Files are there before the warehouse is opened: a DuckDB file is locked while it is open. */
  @Override
  public Warehouse openForLoad(
      ObjectStore store, Snapshot snapshot, LakeFiles files, StepContext context)
      throws InterruptedException {
    files.add(store, snapshot);
    context.phase("open");
    return DuckDbWarehouse.open(connection, files, context);
  }

  @Override
  public QualitySource openForChecks(StepContext context) throws InterruptedException {
    return DuckDbQuality.open(
        Map.of(name, connection),
        Optional.of(name),
        new LakeFiles(context, Optional.empty()),
        Map.of(),
        context);
  }

  @Override
  public StepResult probe(StepContext context) throws InterruptedException {
    return DuckDbProbe.run(name, connection, context);
  }
}
