package dev.sluice.warehouse.duckdb;

import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.util.List;

/** Finds out whether a DuckDB file can be opened and written. */
final class DuckDbProbe {

  static final List<String> STATEMENTS =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS _sluice",
          "CREATE OR REPLACE TABLE _sluice.probe (ok BOOLEAN)",
          "INSERT INTO _sluice.probe VALUES (true)",
          "DROP TABLE _sluice.probe");

  private DuckDbProbe() {}

  /** Makes the file when it is missing, and leaves no table. */
  static StepResult run(String name, WarehouseConnection.DuckDb connection, StepContext context)
      throws InterruptedException {
    try (SqlSession session = DuckDbSession.open(context)) {
      DuckDbSession.use(session, DuckDbSession.attach(session, connection, false));
      try {
        for (String statement : STATEMENTS) {
          session.execute(statement);
        }
      } catch (SqlFailure e) {
        throw e.asUserError(
            "WarehouseNotWritable", "Warehouse " + name + " (" + connection.file() + ")");
      }
      String version = session.query("SELECT version()", row -> row.getString(1)).get(0);
      return StepResult.succeeded(
          "Warehouse " + name + " is ready: DuckDB " + version + ", " + connection.file() + ".",
          new StepResult.Results(
              null, null, null, connection.file(), null, false, null, null, null, null));
    }
  }
}
