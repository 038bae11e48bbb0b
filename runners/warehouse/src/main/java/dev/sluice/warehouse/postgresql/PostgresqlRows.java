package dev.sluice.warehouse.postgresql;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.duckdb.FileRows;
import dev.sluice.warehouse.duckdb.LakeSession;
import dev.sluice.warehouse.load.LoadSql;
import dev.sluice.warehouse.load.StagedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows of a snapshot that DuckDB reads: copied straight into the table that they are for, or into a
 * temporary one where a statement has to read them.
 */
final class PostgresqlRows implements StagedRows {

  private final Snapshot snapshot;
  private final LakeSession lake;
  private final FileRows rows;
  private final List<Column> columns;
  private final PostgresqlWarehouse warehouse;
  private boolean staged;

  /**
   * @param columns of the rows, with PostgreSQL's names and types
   */
  PostgresqlRows(
      Snapshot snapshot,
      LakeSession lake,
      FileRows rows,
      List<Column> columns,
      PostgresqlWarehouse warehouse) {
    this.snapshot = snapshot;
    this.lake = lake;
    this.rows = rows;
    this.columns = columns;
    this.warehouse = warehouse;
  }

  @Override
  public String relation() throws InterruptedException {
    if (!staged) {
      warehouse.session().execute(warehouse.createRows(columns));
      copy(PostgresqlWarehouse.ROWS, rows.columns(), Optional.empty(), columns);
      // Nobody else gathers statistics of a temporary table, and MERGE joins by them.
      warehouse.session().execute("ANALYZE " + PostgresqlWarehouse.ROWS);
      staged = true;
    }
    return PostgresqlWarehouse.ROWS;
  }

  @Override
  public OptionalLong writeInto(
      TableName table, List<Column> targets, List<String> expressions, Optional<String> date)
      throws InterruptedException {
    if (staged) {
      return OptionalLong.empty();
    }
    PostgresqlLoadSql sql = warehouse.sql();
    List<Column> sources = new ArrayList<>();
    for (int i = 0; i < targets.size() - date.stream().count(); i++) {
      Optional<Column> source = source(targets.get(i), expressions.get(i));
      if (source.isEmpty()) {
        return OptionalLong.empty();
      }
      sources.add(source.get());
    }
    if (!warehouse
        .session()
        .query(sql.selectTakesCopy(table), row -> row.getBoolean(1))
        .contains(true)) {
      return OptionalLong.empty();
    }
    String names = LoadSql.list(targets, column -> sql.identifier(column.name()));
    return OptionalLong.of(copy(sql.table(table) + " (" + names + ")", sources, date, targets));
  }

  /** The column of the files whose text the target takes as it takes the value. */
  private Optional<Column> source(Column target, String expression) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      boolean same =
          column.type().equals(target.type())
              || (column.type().equals("text") && PostgresqlTypes.isCharacter(target.type()));
      if (same && warehouse.sql().identifier(column.name()).equals(expression)) {
        return Optional.of(rows.columns().get(i));
      }
    }
    return Optional.empty();
  }

  private long copy(String table, List<Column> sources, Optional<String> last, List<Column> targets)
      throws InterruptedException {
    try {
      long copied =
          warehouse.copy(lake, CopyText.query(rows.relation(), sources, last), table, snapshot);
      requireAllRead();
      return copied;
    } catch (SqlFailure e) {
      throw explain(e, targets);
    }
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
