package dev.sluice.warehouse.load;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.warehouse.sql.Column;
import dev.sluice.warehouse.sql.SqlFailure;
import dev.sluice.warehouse.sql.SqlFailure.Kind;
import dev.sluice.warehouse.sql.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One load: fencing, set-up, data and ledger in one transaction, so that a crash at any moment
 * leaves all of it or nothing.
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
    context.phase("begin");
    warehouse.session().execute(sql.begin());
    StepResult result;
    try {
      for (String statement : sql.createLedger()) {
        warehouse.session().execute(statement);
      }
      result = inTransaction();
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

  private StepResult inTransaction() throws InterruptedException, IOException {
    List<Column> before = columns();
    List<LedgerEntry> ledger =
        warehouse.session().query(sql.selectLedger(key), row -> LedgerRow.read(key, row));
    Optional<LedgerEntry> own =
        before.isEmpty() ? Optional.empty() : ledger.stream().filter(e -> e.isOf(run)).findFirst();
    if (own.isPresent()) {
      warehouse.session().execute(sql.commit());
      return loadedBefore(own.get().rows(), "This run loaded it in attempt " + own.get().attempt());
    }
    requireNewest(ledger);
    runSetup();
    List<Column> target = columns();
    String digest = snapshot.digest();
    Optional<LedgerEntry> same =
        step.mode() == LoadStep.Mode.APPEND && !target.isEmpty()
            ? ledger.stream().filter(e -> e.inputDigest().equals(digest)).findFirst()
            : Optional.empty();
    if (same.isPresent()) {
      record(0);
      commit();
      return loadedBefore(0, "Run " + same.get().run() + " loaded the same content");
    }
    context.phase("stage");
    StagedRows rows = warehouse.stage(snapshot, target);
    long written;
    try {
      written = write(rows, target);
      rows.requireAllRead();
    } catch (SqlFailure e) {
      rollback(e);
      throw rows.explain(e, target);
    }
    record(written);
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

  private void requireNewest(List<LedgerEntry> ledger) {
    for (LedgerEntry entry : ledger) {
      if (entry.isNewerThan(run)) {
        throw new StepFailure.Fenced(
            String.format(
                Locale.ROOT,
                "%s of %s was loaded by the newer run %s/%s (attempt %d, fencing token %d; this one"
                    + " has %d): nothing was written.",
                key.slice(),
                table,
                entry.namespace(),
                entry.run(),
                entry.attempt(),
                entry.fencingToken(),
                run.fencingToken()));
      }
    }
  }

  private void runSetup() throws InterruptedException {
    if (step.setupSql().isEmpty()) {
      return;
    }
    context.phase("setup");
    String before = transactionId();
    int number = 0;
    for (String statement : step.setupSql()) {
      number++;
      String name = "spec.setupSql[" + (number - 1) + "] (" + start(statement) + ")";
      log.info("setup statement {} of {}", number, step.setupSql().size());
      try {
        warehouse.session().execute(statement);
      } catch (SqlFailure e) {
        throw e.asUserError("SetupSqlFailed", name + " failed");
      }
      if (!before.equals(transactionId())) {
        throw new StepFailure.UserError(
            "SetupSqlFailed",
            name
                + " ended the transaction of the load: leave BEGIN, COMMIT and ROLLBACK out, Sluice"
                + " sends them.");
      }
    }
  }

  private static String start(String statement) {
    String line = statement.strip().lines().findFirst().orElse("");
    return line.length() <= 60 ? line : line.substring(0, 59) + "…";
  }

  private String transactionId() throws InterruptedException {
    return warehouse.session().query(sql.transactionId(), row -> row.getString(1)).get(0);
  }

  private long write(StagedRows rows, List<Column> target) throws InterruptedException {
    if (rows.columns().isEmpty()) {
      return writeNothing(target);
    }
    LoadPlan plan = LoadPlan.of(step, run.date(), rows.columns(), target, sql);
    for (String statement : plan.createStatements(table, sql)) {
      warehouse.session().execute(statement);
    }
    context.phase("write");
    return new TableWriter(step, run, table, warehouse, context).write(plan, rows, snapshot.rows());
  }

  /**
   * A dataset without files has no rows, and nothing that says what a new table would look like.
   */
  private long writeNothing(List<Column> target) throws InterruptedException {
    if (target.isEmpty()) {
      log.warn(
          "Dataset {} has no files for {}: table {} is not made, for nothing tells its columns.",
          step.from().dataset(),
          key.slice(),
          table);
      return 0;
    }
    context.phase("write");
    new TableWriter(step, run, table, warehouse, context).clear(target);
    return 0;
  }

  private List<Column> columns() throws InterruptedException {
    return warehouse
        .session()
        .query(
            sql.selectColumns(table),
            row -> new Column(row.getString(1), row.getString(2), row.getBoolean(3)));
  }

  private void record(long rows) throws InterruptedException {
    LedgerEntry entry = LedgerEntry.of(key, run, step.mode(), snapshot.digest(), rows);
    warehouse.session().execute(sql.insertLedger(entry));
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
