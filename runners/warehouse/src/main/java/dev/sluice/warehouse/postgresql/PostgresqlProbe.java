package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlSession;
import java.util.ArrayList;
import java.util.List;

/** Finds out whether a PostgreSQL database can be loaded, and which grant is missing. */
final class PostgresqlProbe {

  private static final String RIGHTS =
      """
      SELECT current_user,
        has_database_privilege(current_database(), 'TEMPORARY'),
        has_database_privilege(current_database(), 'CREATE'),
        n.oid IS NOT NULL,
        n.oid IS NOT NULL AND has_schema_privilege(n.oid, 'USAGE'),
        n.oid IS NOT NULL AND has_schema_privilege(n.oid, 'CREATE'),
        l.oid IS NOT NULL,
        l.oid IS NOT NULL AND has_table_privilege(l.oid, 'SELECT')
          AND has_table_privilege(l.oid, 'INSERT'),
        current_setting('server_version')
      FROM (SELECT 1) AS one
      LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = '_sluice'
      LEFT JOIN pg_catalog.pg_class l ON l.relnamespace = n.oid AND l.relname = 'load_ledger'""";

  private PostgresqlProbe() {}

  /** What the role may do; what is about the ledger is false where there is none. */
  private record Rights(
      String role,
      boolean mayMakeTemporary,
      boolean mayMakeSchemas,
      boolean schemaExists,
      boolean mayUseSchema,
      boolean mayMakeLedger,
      boolean ledgerExists,
      boolean mayUseLedger,
      String version) {}

  static StepResult run(String name, WarehouseConnection.Postgresql connection)
      throws InterruptedException {
    try (SqlSession session = PostgresqlSession.open(name, connection)) {
      Rights rights =
          session
              .query(
                  RIGHTS,
                  row ->
                      new Rights(
                          row.getString(1),
                          row.getBoolean(2),
                          row.getBoolean(3),
                          row.getBoolean(4),
                          row.getBoolean(5),
                          row.getBoolean(6),
                          row.getBoolean(7),
                          row.getBoolean(8),
                          row.getString(9)))
              .get(0);
      List<String> missing = missing(rights, connection.database());
      if (!missing.isEmpty()) {
        throw new StepFailure.UserError(
            "AccessDenied",
            "Role "
                + rights.role()
                + " of warehouse "
                + name
                + " lacks rights that every load needs: "
                + String.join("; ", missing)
                + ".");
      }
      String uri = connection.host() + ":" + connection.port() + "/" + connection.database();
      return StepResult.succeeded(
          "Warehouse " + name + " is ready: PostgreSQL " + rights.version() + ", " + uri + ".",
          new StepResult.Results(null, null, null, uri, null, false, null, null, null, null));
    }
  }

  private static List<String> missing(Rights rights, String database) {
    List<String> missing = new ArrayList<>();
    String role = rights.role();
    if (!rights.mayMakeTemporary()) {
      missing.add("GRANT TEMPORARY ON DATABASE " + database + " TO " + role);
    }
    if (!rights.schemaExists()) {
      if (!rights.mayMakeSchemas()) {
        missing.add(
            "GRANT CREATE ON DATABASE "
                + database
                + " TO "
                + role
                + ", or make schema _sluice for it (sql/postgresql)");
      }
    } else if (!rights.mayUseSchema() || (!rights.ledgerExists() && !rights.mayMakeLedger())) {
      missing.add("GRANT USAGE, CREATE ON SCHEMA _sluice TO " + role);
    } else if (rights.ledgerExists() && !rights.mayUseLedger()) {
      missing.add("GRANT SELECT, INSERT ON _sluice.load_ledger TO " + role);
    }
    return missing;
  }
}
