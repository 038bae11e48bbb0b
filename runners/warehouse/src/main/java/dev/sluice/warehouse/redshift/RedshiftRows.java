package dev.sluice.warehouse.redshift;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.warehouse.load.StagedRows;
import dev.sluice.warehouse.postgresql.BadValues;
import java.util.List;
import java.util.Optional;

/** Rows of a snapshot in temporary tables of the session. */
final class RedshiftRows implements StagedRows {

  private static final RedshiftSql SQL = RedshiftSql.INSTANCE;

  private final Staging staging;
  private final Snapshot snapshot;
  private final List<Column> dataset;
  private String relation = "";

  /**
   * @param dataset its columns with DuckDB's types
   */
  RedshiftRows(Staging staging, Snapshot snapshot, List<Column> dataset) {
    this.staging = staging;
    this.snapshot = snapshot;
    this.dataset = List.copyOf(dataset);
  }

  /** From now on these queries are the rows. */
  RedshiftRows readFrom(List<String> selects) {
    relation = "(" + String.join("\nUNION ALL\n", selects) + ") AS _sluice_rows";
    return this;
  }

  @Override
  public String relation() {
    return relation;
  }

  @Override
  public List<Column> columns() {
    return dataset.stream()
        .map(c -> Column.optional(SQL.fold(c.name()), RedshiftTypes.of(c.type())))
        .toList();
  }

  /** Lines that cannot be read are refused when they are rewritten, and COPY skips none. */
  @Override
  public void requireAllRead() {}

  /** What COPY could not do. Its own failures have one SQLSTATE, whatever they are. */
  StepFailure explainCopy(SqlFailure failure) throws InterruptedException {
    if (failure.kind() == SqlFailure.Kind.PERMISSION) {
      return explain(failure, List.of());
    }
    List<Column> staged =
        dataset.stream()
            .map(c -> Column.optional(c.name(), RedshiftTypes.staged(c.type())))
            .toList();
    return badValue(staged)
        .orElseGet(
            () ->
                new StepFailure.Transient(
                    "CopyFailed",
                    "COPY of dataset "
                        + snapshot.ref().dataset()
                        + " failed: "
                        + failure.text()
                        + ". The IAM role of the Warehouse must be attached to the cluster and may"
                        + " read the bucket of the ObjectStore, which must be in the same region."
                        + " The step is tried again.",
                    failure));
  }

  @Override
  public StepFailure explain(SqlFailure failure, List<Column> target) throws InterruptedException {
    String name = snapshot.ref().dataset();
    return switch (failure.kind()) {
      case CONVERSION, OTHER ->
          badValue(target)
              .orElseGet(
                  () ->
                      failure.asUserError(
                          failure.kind() == SqlFailure.Kind.CONVERSION ? "BadValue" : "LoadFailed",
                          "Dataset " + name + " does not fit the table"));
      case CONSTRAINT ->
          failure.asUserError("ConstraintViolated", "The table refuses rows of dataset " + name);
      case PERMISSION ->
          failure.asUserError(
              "AccessDenied", "The user of the warehouse lacks a right for dataset " + name);
      case STATEMENT, FILE, INPUT, LOCKED ->
          failure.asUserError("SchemaMismatch", "The table cannot take dataset " + name);
    };
  }

  private Optional<StepFailure> badValue(List<Column> target) throws InterruptedException {
    return new BadValues(staging.lake(snapshot), snapshot, "strlen").find(dataset, target);
  }
}
