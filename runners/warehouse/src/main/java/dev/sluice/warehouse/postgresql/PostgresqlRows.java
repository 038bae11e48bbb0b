package dev.sluice.warehouse.postgresql;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.duckdb.FileRows;
import dev.sluice.warehouse.duckdb.LakeSession;
import dev.sluice.warehouse.load.StagedRows;
import java.util.List;

/** Rows of a snapshot that are copied into a temporary table. */
final class PostgresqlRows implements StagedRows {

  private final Snapshot snapshot;
  private final LakeSession lake;
  private final FileRows rows;
  private final String table;
  private final List<Column> columns;

  /**
   * @param table quoted name of the temporary table
   * @param columns of the temporary table
   */
  PostgresqlRows(
      Snapshot snapshot, LakeSession lake, FileRows rows, String table, List<Column> columns) {
    this.snapshot = snapshot;
    this.lake = lake;
    this.rows = rows;
    this.table = table;
    this.columns = columns;
  }

  void copy(SqlSession session, PostgresqlEngine engine, String createTable, StepContext context)
      throws InterruptedException {
    session.execute(createTable);
    try {
      CopyStream.copy(
          lake.session(),
          CopyText.query(rows.relation(), rows.columns()),
          session,
          engine,
          "COPY " + table + " FROM STDIN WITH (FORMAT text, ENCODING 'UTF8')",
          context.progress("copy " + snapshot.ref().dataset(), "rows", snapshot.rows()));
      requireAllRead();
    } catch (SqlFailure e) {
      throw explain(e, columns);
    }
    // Nobody else gathers statistics of a temporary table, and MERGE joins by them.
    session.execute("ANALYZE " + table);
  }

  @Override
  public String relation() {
    return table;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public void requireAllRead() throws InterruptedException {
    rows.requireAllRead();
  }

  @Override
  public StepFailure explain(SqlFailure failure, List<Column> target) throws InterruptedException {
    String dataset = snapshot.ref().dataset();
    return switch (failure.kind()) {
      case CONVERSION ->
          new BadValues(lake, snapshot, "length")
              .find(rows.columns(), target)
              .orElseGet(
                  () ->
                      failure.asUserError(
                          "BadValue",
                          "A value of dataset " + dataset + " does not fit its column"));
      case CONSTRAINT ->
          failure.asUserError("ConstraintViolated", "The table refuses rows of dataset " + dataset);
      case PERMISSION ->
          failure.asUserError(
              "AccessDenied", "The role of the warehouse lacks a right for dataset " + dataset);
      case STATEMENT ->
          failure.asUserError("SchemaMismatch", "The table cannot take dataset " + dataset);
      case FILE, INPUT, OTHER, LOCKED -> rows.explain(failure, List.of());
    };
  }
}
