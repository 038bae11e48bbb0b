package dev.sluice.warehouse.kind;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.quality.QualitySource;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.load.Warehouse;

/**
 * A warehouse of one kind that is not open yet: how it is opened for loads and checks, and probed.
 */
public interface WarehouseKind {

  /**
   * Opens it for a load. A kind that reads the lake by itself leaves the files where they are; the
   * others fetch them before they open, and enter phase {@code open} in between.
   *
   * @param store holds the files of the snapshot; open as long as the warehouse is
   * @param files where fetched files go
   */
  Warehouse openForLoad(ObjectStore store, Snapshot snapshot, LakeFiles files, StepContext context)
      throws InterruptedException;

  /** Opens it for checks of its own tables. */
  QualitySource openForChecks(StepContext context) throws InterruptedException;

  /** Finds out whether it can be used, and leaves nothing behind. */
  StepResult probe(StepContext context) throws InterruptedException;
}
