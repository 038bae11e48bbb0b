package dev.sluice.warehouse.load;

import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was loaded into one slice by whom, as the warehouse itself keeps it. */
final class Ledger {

  private final Warehouse warehouse;
  private final LedgerKey key;
  private final RunContext run;

  /** Of a table that was dropped since: who loaded it tells nothing about the one that comes. */
  private List<LedgerEntry> ofDropped = List.of();

  Ledger(Warehouse warehouse, LedgerKey key, RunContext run) {
    this.warehouse = warehouse;
    this.key = key;
    this.run = run;
  }

  /** Only where it is missing: a loader that may not make schemas works once somebody made it. */
  void makeIfMissing() throws InterruptedException {
    LoadSql sql = warehouse.sql();
    if (warehouse.columns(LoadSql.LEDGER).isEmpty()) {
      for (String statement : sql.createLedger()) {
        warehouse.session().execute(statement);
      }
    }
  }

  private List<LedgerEntry> entries() throws InterruptedException {
    return warehouse
        .session()
        .query(warehouse.sql().selectLedger(key), row -> LedgerRow.read(key, row));
  }

  /**
   * The entry of an earlier attempt of this task, which has nothing left to do.
   *
   * @throws StepFailure.Fenced when a newer run owns the slice
   */
  Optional<LedgerEntry> ownEntry() throws InterruptedException {
    List<LedgerEntry> entries = entries();
    Optional<LedgerEntry> own =
        entries.stream().filter(e -> e.isOf(run) && !ofDropped.contains(e)).findFirst();
    if (own.isEmpty()) {
      requireNewest(entries);
    }
    return own;
  }

  /**
   * Refuses an attempt that a newer run has overtaken; what was loaded before counts for nothing
   * else, for the table is gone.
   */
  void requireNewestOfDropped() throws InterruptedException {
    ofDropped = entries();
    requireNewest(ofDropped);
  }

  private void requireNewest(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      if (entry.isNewerThan(run)) {
        throw new StepFailure.Fenced(
            String.format(
                Locale.ROOT,
                "%s of %s was loaded by the newer run %s/%s (attempt %d, fencing token %d; this one"
                    + " has %d): nothing was written.",
                key.slice(),
                key.table(),
                entry.namespace(),
                entry.run(),
                entry.attempt(),
                entry.fencingToken(),
                run.fencingToken()));
      }
    }
  }

  /** The entry of a load of the same content. */
  Optional<LedgerEntry> entryOf(String digest) throws InterruptedException {
    return entries().stream()
        .filter(e -> e.inputDigest().equals(digest) && !ofDropped.contains(e))
        .findFirst();
  }

  void record(LoadStep.Mode mode, String digest, long rows) throws InterruptedException {
    LedgerEntry entry = LedgerEntry.of(key, run, mode, digest, rows);
    warehouse.session().execute(warehouse.sql().insertLedger(entry));
  }
}
