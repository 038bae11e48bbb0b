package dev.sluice.warehouse.load;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlFailure.Kind;
import dev.sluice.sql.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One load: fencing, data and ledger in one transaction, so that a crash at any moment leaves all
 * of it or nothing. Set-up and tables are made in it too, unless the warehouse commits at each
 * definition: there they come before it.
 */
public final class Load {

  private static final Logger log = LoggerFactory.getLogger(Load.class);

  private final LoadStep step;
  private final RunContext run;
  private final Snapshot snapshot;
  private final Warehouse warehouse;
  private final LoadSql sql;
  private final StepContext context;
  private final TableName table;
  private final LedgerKey key;
  private final Ledger ledger;
  private boolean begun;
  private List<Column> staged = List.of();

  public Load(
      LoadStep step, RunContext run, Snapshot snapshot, Warehouse warehouse, StepContext context) {
    this.step = step;
    this.run = run;
    this.snapshot = snapshot;
    this.warehouse = warehouse;
    this.sql = warehouse.sql();
    this.context = context;
    this.table = TableName.parse(step.table()).requireWritable();
    this.key = new LedgerKey(step.step(), table, slice());
    this.ledger = new Ledger(warehouse, key, run);
  }

  /** What this load owns: the rows of its date, or the table. */
  private String slice() {
    boolean dated =
        switch (step.mode()) {
          case REPLACE_SLICE -> true;
          case REPLACE -> false;
          case APPEND, MERGE -> step.from().sliced() && step.from().slices() == SliceSelection.RUN;
        };
    return dated ? step.sliceColumn() + "=" + run.date() : "all";
  }

  /** Loads the snapshot, or finds that it is loaded. */
  public StepResult execute() throws InterruptedException, IOException {
    StepResult result;
    try {
      ledger.makeIfMissing();
      for (String statement : sql.createLock(key)) {
        warehouse.session().execute(statement);
      }
      context.phase("begin");
      if (!sql.ddlCommits()) {
        begin();
      }
      result = load();
    } catch (RuntimeException | InterruptedException | IOException e) {
      rollback(e);
      throw e;
    }
    try {
      context.phase("committed");
    } catch (InterruptedException e) {
      // Too late to cancel: the rows are visible, so the attempt is a success.
      Thread.currentThread().interrupt();
    }
    return result;
  }

  /** The columns of the rows that were read; none when nothing was to load. */
  public List<Column> columns() {
    return staged;
  }

  private void begin() throws InterruptedException {
    warehouse.session().execute(sql.begin());
    begun = true;
    for (String statement : sql.lock(key, step.mode())) {
      warehouse.session().execute(statement);
    }
  }

  private StepResult load() throws InterruptedException, IOException {
    boolean existed = !warehouse.columns(table).isEmpty();
    Optional<StepResult> settled = ownResult(existed);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (!step.setupSql().isEmpty()) {
      context.phase("setup");
      new Setup(step, warehouse).run();
    }
    List<Column> target = warehouse.columns(table);
    settled = sameContent(!target.isEmpty());
    if (settled.isPresent()) {
      return settled.get();
    }
    context.phase("stage");
    StagedRows rows = warehouse.stage(snapshot, target);
    staged = rows.columns();
    TableWriter writer = new TableWriter(step, run, table, warehouse, context);
    long written;
    try {
      Optional<TableWriter.Prepared> prepared = prepare(writer, rows, target);
      if (sql.ddlCommits()) {
        // Nobody was locked out until now: what another writer committed meanwhile counts.
        begin();
        settled = ownResult(true);
        if (settled.isEmpty()) {
          settled = sameContent(true);
        }
        if (settled.isPresent()) {
          return settled.get();
        }
      }
      context.phase("write");
      written = prepared.isPresent() ? writer.write(prepared.get()) : writeNothing(writer, target);
      rows.requireAllRead();
    } catch (SqlFailure e) {
      rollback(e);
      throw rows.explain(e, target);
    }
    ledger.record(step.mode(), snapshot.digest(), written);
    commit();
    report(written, false);
    return StepResult.succeeded(
        String.format(
            Locale.ROOT,
            "Loaded %,d rows into %s (%s, %s).",
            written,
            table,
            LedgerEntry.nameOf(step.mode()),
            key.slice()),
        results(written, false));
  }

  /** What an earlier attempt committed, unless somebody dropped the table since. */
  private Optional<StepResult> ownResult(boolean tableExists)
      throws InterruptedException, IOException {
    if (!tableExists) {
      ledger.requireNewestOfDropped();
      return Optional.empty();
    }
    Optional<LedgerEntry> own = ledger.ownEntry();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    end();
    return Optional.of(
        loadedBefore(own.get().rows(), "This run loaded it in attempt " + own.get().attempt()));
  }

  private Optional<StepResult> sameContent(boolean tableExists)
      throws InterruptedException, IOException {
    if (step.mode() != LoadStep.Mode.APPEND || !tableExists) {
      return Optional.empty();
    }
    Optional<LedgerEntry> same = ledger.entryOf(snapshot.digest());
    if (same.isEmpty()) {
      return Optional.empty();
    }
    ledger.record(step.mode(), snapshot.digest(), 0);
    end();
    return Optional.of(loadedBefore(0, "Run " + same.get().run() + " loaded the same content"));
  }

  private void end() throws InterruptedException {
    if (begun) {
      commit();
    }
  }

  /** What was found in the ledger still is the result: a crash after the commit loses nothing. */
  private StepResult loadedBefore(long rows, String why) throws IOException {
    report(rows, true);
    return StepResult.succeeded(
        "Nothing to load into " + table + ": " + why + " (" + key.slice() + ").",
        results(rows, true));
  }

  private void report(long rows, boolean unchanged) throws IOException {
    context.report(
        new LoadReport(
            step.from().dataset(),
            table.toString(),
            LedgerEntry.nameOf(step.mode()),
            key.slice(),
            rows,
            unchanged,
            snapshot.digest(),
            snapshot.files().stream().map(DataFile::path).toList()));
  }

  private StepResult.Results results(long rows, boolean unchanged) {
    return StepResult.Results.written(
        rows,
        snapshot.bytes(),
        snapshot.files().size(),
        table.toString(),
        snapshot.digest(),
        unchanged);
  }

  /** Empty when the dataset has no files, and so nothing that says what a table would look like. */
  private Optional<TableWriter.Prepared> prepare(
      TableWriter writer, StagedRows rows, List<Column> target) throws InterruptedException {
    if (rows.columns().isEmpty()) {
      return Optional.empty();
    }
    LoadPlan plan = LoadPlan.of(step, run.date(), rows.columns(), target, sql);
    return Optional.of(writer.prepare(plan, rows, snapshot.rows()));
  }

  private long writeNothing(TableWriter writer, List<Column> target) throws InterruptedException {
    if (target.isEmpty()) {
      log.warn(
          "Dataset {} has no files for {}: table {} is not made, for nothing tells its columns.",
          step.from().dataset(),
          key.slice(),
          table);
      return 0;
    }
    writer.clear(target);
    return 0;
  }

  private void commit() throws InterruptedException {
    context.phase("commit");
    try {
      warehouse.session().execute(sql.commit());
    } catch (SqlFailure e) {
      if (e.kind() == Kind.CONSTRAINT) {
        throw e.asUserError(
            "ConstraintViolated", "Table " + table + " refuses rows of the dataset");
      }
      throw e;
    }
  }

  private void rollback(Exception cause) {
    if (!begun) {
      return;
    }
    begun = false;
    // The interrupt that ended the work must not end its undoing.
    boolean interrupted = Thread.interrupted();
    try {
      warehouse.session().execute(sql.rollback());
    } catch (RuntimeException | InterruptedException e) {
      // Closing the connection rolls back too; the first failure is the one to tell.
      cause.addSuppressed(e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
