package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.util.List;

/** Finds out whether the role may do in a database what loads do. */
final class SnowflakeProbe {

  static final List<String> STATEMENTS =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS \"_SLUICE\"",
          "CREATE OR REPLACE TEMPORARY TABLE \"_SLUICE\".\"PROBE\" (\"OK\" BOOLEAN)",
          "INSERT INTO \"_SLUICE\".\"PROBE\" SELECT TRUE");

  private SnowflakeProbe() {}

  /** Leaves nothing but the schema. */
  static StepResult run(String name, WarehouseConnection.Snowflake connection, SqlSession session)
      throws InterruptedException {
    try {
      if (session.query(new SnowflakeSql().selectSchema("_sluice"), row -> 1).isEmpty()) {
        session.execute(STATEMENTS.get(0));
      }
      for (String statement : STATEMENTS.subList(1, STATEMENTS.size())) {
        session.execute(statement);
      }
    } catch (SqlFailure e) {
      throw e.asUserError(
          "WarehouseNotWritable",
          "Warehouse " + name + " (database " + connection.database() + ")");
    }
    String version =
        session.query(SessionSql.CURRENT, row -> String.valueOf(row.getString(3))).get(0);
    String uri = connection.account() + "/" + connection.database();
    return StepResult.succeeded(
        "Warehouse "
            + name
            + " is ready: Snowflake "
            + version
            + ", "
            + uri
            + ", role "
            + connection.role()
            + ".",
        new StepResult.Results(null, null, null, uri, null, false, null, null, null, null));
  }
}
