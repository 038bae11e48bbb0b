package dev.sluice.warehouse.load;

import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes rows into a table in one of the modes. */
final class TableWriter {

  /** Merge reads its rows three times: once from the files, into this temporary table. */
  private static final String STAGED = "_sluice_staged";

  private final LoadStep step;
  private final RunContext run;
  private final TableName table;
  private final SqlSession session;
  private final LoadSql sql;
  private final StepContext context;

  TableWriter(
      LoadStep step, RunContext run, TableName table, Warehouse warehouse, StepContext context) {
    this.step = step;
    this.run = run;
    this.table = table;
    this.session = warehouse.session();
    this.sql = warehouse.sql();
    this.context = context;
  }

  /**
   * All that has to be known or defined before rows are changed.
   *
   * @param staged what the rows are read from when it is not the rows themselves
   * @param expressions value of each column of the plan
   */
  record Prepared(
      LoadPlan plan,
      StagedRows rows,
      Optional<String> staged,
      List<String> expressions,
      long expectedRows) {

    String relation() throws InterruptedException {
      return staged.isPresent() ? staged.get() : rows.relation();
    }
  }

  /** Checks the rows, and makes tables and columns that are missing. */
  Prepared prepare(LoadPlan plan, StagedRows rows, long expected) throws InterruptedException {
    Prepared prepared =
        step.mode() == LoadStep.Mode.MERGE
            ? stage(plan, rows, expected)
            : new Prepared(plan, rows, Optional.empty(), plan.expressions(), expected);
    if (plan.slice() != null && plan.sliceInDataset()) {
      requireOneSlice(rows, plan.slice());
    }
    List<String> definitions = new ArrayList<>();
    if (plan.create() && session.query(sql.selectSchema(table.schema()), row -> 1).isEmpty()) {
      definitions.add(sql.createSchema(table.schema()));
    }
    definitions.addAll(plan.definitions(table, sql));
    for (String statement : definitions.isEmpty() ? definitions : sql.guarded(definitions)) {
      session.execute(statement);
    }
    return prepared;
  }

  /** Rows written. */
  long write(Prepared prepared) throws InterruptedException {
    LoadPlan plan = prepared.plan();
    // Where the definition committed, another writer may have filled the new table since.
    boolean empty = plan.create() && !sql.ddlCommits();
    // Into an empty table nothing is merged: adding the rows is many times faster.
    if (step.mode() == LoadStep.Mode.MERGE && !empty) {
      context.phase("merge");
      long rows = 0;
      for (String statement : sql.upsert(table, plan.columns(), plan.keys(), prepared.relation())) {
        rows += session.update(statement);
      }
      return rows;
    }
    if (!empty) {
      clear(plan.columns());
    }
    if (prepared.staged().isEmpty()) {
      OptionalLong written =
          prepared
              .rows()
              .writeInto(table, plan.columns(), plan.expressions(), plan.addedDate(run.date()));
      if (written.isPresent()) {
        return written.getAsLong();
      }
    }
    return session.update(
        sql.insert(table, plan.columnNames(), prepared.expressions(), prepared.relation()),
        progress(prepared.expectedRows()),
        prepared.expectedRows());
  }

  /** Deletes what the mode replaces. */
  void clear(List<Column> columns) throws InterruptedException {
    switch (step.mode()) {
      case REPLACE -> session.update(sql.deleteAll(table));
      case REPLACE_SLICE -> {
        Column slice =
            Column.find(columns, step.sliceColumn())
                .orElseThrow(
                    () ->
                        new StepFailure.UserError(
                            "SchemaMismatch",
                            "Table " + table + " has no column " + step.sliceColumn() + "."));
        session.update(sql.deleteSlice(table, slice, run.date()));
      }
      case APPEND, MERGE -> {
        // They only add and update.
      }
    }
  }

  private Progress progress(long expected) {
    return context.progress("load " + table, "rows", expected);
  }

  private record Other(String value, long rows) {}

  private void requireOneSlice(StagedRows rows, Column slice) throws InterruptedException {
    // The dataset's name of it: the table's may differ in case.
    String named = Column.find(rows.columns(), slice.name()).map(Column::name).orElseThrow();
    List<Other> others =
        session.query(
            sql.selectOtherSlices(rows.relation(), named, slice.type(), run.date()),
            row -> new Other(String.valueOf(row.getString(1)), row.getLong(2)));
    if (!others.isEmpty()) {
      throw new StepFailure.UserError(
          "SliceMismatch",
          "Dataset "
              + step.from().dataset()
              + " has rows whose "
              + slice.name()
              + " is not the run's date "
              + run.date()
              + " ("
              + String.join(
                  ", ", others.stream().map(o -> o.value() + ": " + o.rows() + " rows").toList())
              + "): mode ReplaceSlice would add them again with each run. Read the run's slice only,"
              + " use another mode, or name another sliceColumn.");
    }
  }

  private Prepared stage(LoadPlan plan, StagedRows rows, long expected)
      throws InterruptedException {
    session.update(
        sql.stage(STAGED, rows.relation(), columnsOf(plan)), progress(expected), expected);
    rows.requireAllRead();
    String staged = sql.temporaryTable(STAGED);
    requireUniqueKeys(staged, plan.keys());
    return new Prepared(
        plan,
        rows,
        Optional.of(staged),
        plan.columnNames().stream().map(sql::identifier).toList(),
        expected);
  }

  /** The staged table has the target's names: the dataset's may differ in case. */
  private List<String> columnsOf(LoadPlan plan) {
    List<String> named = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      named.add(plan.expressions().get(i) + " AS " + sql.identifier(plan.columns().get(i).name()));
    }
    return named;
  }

  private record Duplicate(String key, long rows, long keys) {}

  private void requireUniqueKeys(String staged, List<String> columns) throws InterruptedException {
    String keys = String.join(", ", step.keys());
    long nulls = session.query(sql.countNullKeys(staged, columns), row -> row.getLong(1)).get(0);
    if (nulls > 0) {
      throw new StepFailure.UserError(
          "NullKeys",
          String.format(
              Locale.ROOT,
              "%,d rows of dataset %s have no value in a key column (%s): mode Merge cannot tell"
                  + " which row they are. Filter them out, or choose other keys.",
              nulls,
              step.from().dataset(),
              keys));
    }
    List<Duplicate> duplicates =
        session.query(
            sql.selectDuplicateKeys(staged, columns),
            row ->
                new Duplicate(
                    Objects.requireNonNull(row.getString(1)), row.getLong(2), row.getLong(3)));
    if (!duplicates.isEmpty()) {
      throw new StepFailure.UserError(
          "DuplicateKeys",
          String.format(
              Locale.ROOT,
              "%,d keys (%s) of dataset %s have more than one row, so that mode Merge cannot choose:"
                  + " %s. Make the keys unique in the dataset, or add key columns.",
              duplicates.get(0).keys(),
              keys,
              step.from().dataset(),
              String.join(
                  "; ",
                  duplicates.stream().map(d -> d.key() + " has " + d.rows() + " rows").toList())));
    }
  }
}
