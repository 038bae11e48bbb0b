package dev.sluice.warehouse.redshift;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LoadSql;
import java.util.ArrayList;
import java.util.List;

/** Finds out whether a database in Redshift can be loaded, and which grant is missing. */
final class RedshiftProbe {

  /** What every load needs in the database. */
  static final String DATABASE =
      """
      SELECT current_user,
        has_database_privilege(current_database(), 'TEMPORARY'),
        has_database_privilege(current_database(), 'CREATE')""";

  /** What the user may do in the schema of the ledger, which exists. */
  static final String SCHEMA =
      """
      SELECT has_schema_privilege('_sluice', 'USAGE'), has_schema_privilege('_sluice', 'CREATE')""";

  /** What the user may do with the ledger, which exists. */
  static final String LEDGER =
      """
      SELECT has_table_privilege('_sluice.load_ledger', 'SELECT')
        AND has_table_privilege('_sluice.load_ledger', 'INSERT')""";

  private final SqlSession session;
  private final List<String> missing = new ArrayList<>();
  private String user = "";

  private RedshiftProbe(SqlSession session) {
    this.session = session;
  }

  static StepResult run(RedshiftKind kind) throws InterruptedException {
    WarehouseConnection.Redshift to = kind.connection();
    try (SqlSession session = RedshiftSession.open(kind)) {
      RedshiftProbe probe = new RedshiftProbe(session);
      probe.look(to.database());
      if (!probe.missing.isEmpty()) {
        throw new StepFailure.UserError(
            "AccessDenied",
            "User "
                + probe.user
                + " of warehouse "
                + kind.name()
                + " lacks rights that every load needs: "
                + String.join("; ", probe.missing)
                + ".");
      }
      String uri = to.host() + ":" + to.port() + "/" + to.database();
      return StepResult.succeeded(
          "Warehouse "
              + kind.name()
              + " is ready: Redshift, "
              + uri
              + ". Whether role "
              + to.iamRole()
              + " reads the lake is seen by the first load.",
          new StepResult.Results(null, null, null, uri, null, false, null, null, null, null));
    }
  }

  private void look(String database) throws InterruptedException {
    RedshiftSql sql = RedshiftSql.INSTANCE;
    boolean schemaExists =
        !session.query(sql.selectSchema(TableName.OWN_SCHEMA), row -> 1).isEmpty();
    session.query(
        DATABASE,
        row -> {
          user = row.getString(1);
          require(row.getBoolean(2), "GRANT TEMPORARY ON DATABASE " + database + " TO " + user);
          require(
              schemaExists || row.getBoolean(3),
              "GRANT CREATE ON DATABASE "
                  + database
                  + " TO "
                  + user
                  + ", or make schema _sluice for it (sql/redshift)");
          return true;
        });
    if (!schemaExists) {
      return;
    }
    boolean ledgerExists = !session.query(sql.selectColumns(LoadSql.LEDGER), row -> 1).isEmpty();
    session.query(
        SCHEMA,
        row ->
            require(
                row.getBoolean(1) && (ledgerExists || row.getBoolean(2)),
                "GRANT USAGE, CREATE ON SCHEMA _sluice TO " + user));
    if (ledgerExists && missing.isEmpty()) {
      session.query(
          LEDGER,
          row ->
              require(
                  row.getBoolean(1),
                  "ALTER TABLE _sluice.load_ledger OWNER TO "
                      + user
                      + ", and _sluice.load_lock, which only its owner may lock"));
    }
  }

  private boolean require(boolean held, String grant) {
    if (!held) {
      missing.add(grant);
    }
    return held;
  }
}
