package dev.sluice.warehouse.postgresql;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.duckdb.FileRows;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.duckdb.LakeSession;
import dev.sluice.warehouse.load.StagedRows;
import dev.sluice.warehouse.load.Warehouse;
import java.util.List;
import java.util.stream.Collectors;

/** A PostgreSQL database: DuckDB reads the files, and COPY takes their rows. */
final class PostgresqlWarehouse implements Warehouse {

  /** The session's own; it goes with the session. */
  static final String ROWS = "\"_sluice_rows\"";

  private final SqlSession session;
  private final PostgresqlEngine engine;
  private final LakeSession lake;
  private final StepContext context;
  private final PostgresqlLoadSql sql = new PostgresqlLoadSql();

  private PostgresqlWarehouse(
      SqlSession session, PostgresqlEngine engine, LakeSession lake, StepContext context) {
    this.session = session;
    this.engine = engine;
    this.lake = lake;
    this.context = context;
  }

  static PostgresqlWarehouse open(
      String name, WarehouseConnection.Postgresql connection, LakeFiles files, StepContext context)
      throws InterruptedException {
    SqlSession session = PostgresqlSession.open(name, connection);
    try {
      return new PostgresqlWarehouse(
          session,
          new PostgresqlEngine(name + " (" + connection.host() + ":" + connection.port() + ")"),
          LakeSession.open(files, context),
          context);
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public PostgresqlLoadSql sql() {
    return sql;
  }

  @Override
  public SqlSession session() {
    return session;
  }

  @Override
  public StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException {
    FileRows rows =
        lake.rows(
            snapshot,
            target.stream()
                .map(c -> Column.optional(c.name(), PostgresqlTypes.toDuckDb(c.type())))
                .toList());
    List<Column> columns =
        rows.columns().stream()
            .map(c -> Column.optional(sql.fold(c.name()), PostgresqlTypes.of(c.type())))
            .toList();
    return new PostgresqlRows(snapshot, lake, rows, columns, this);
  }

  /**
   * Copies rows into a table.
   *
   * @param lines a query of the lake with the line of each row
   * @param table quoted name of the table, and its columns
   * @return rows that the server took
   */
  long copy(LakeSession lake, String lines, String table, Snapshot snapshot)
      throws InterruptedException {
    return CopyStream.copy(
        lake.session(),
        lines,
        session,
        engine,
        "COPY " + table + " FROM STDIN WITH (FORMAT text, ENCODING 'UTF8')",
        context.progress("copy " + snapshot.ref().dataset(), "rows", snapshot.rows()));
  }

  /** The temporary table of rows that a statement reads. */
  String createRows(List<Column> columns) {
    return "CREATE TEMPORARY TABLE "
        + ROWS
        + columns.stream()
            .map(c -> sql.identifier(c.name()) + " " + c.type())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  @Override
  public void close() {
    try (lake) {
      session.close();
    }
  }
}
