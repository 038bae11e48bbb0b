package dev.sluice.warehouse;

import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.postgresql.TestSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A database of PostgreSQL that the conformance suite loads, be it a test's own or a real one. */
class PostgresqlTarget implements ConformanceTarget {

  private final String name;
  private final WarehouseConnection.Postgresql connection;
  private final SqlSession session;

  /**
   * @param reader a role that looks at what was loaded
   */
  PostgresqlTarget(
      String name, WarehouseConnection.Postgresql loader, WarehouseConnection.Postgresql reader)
      throws InterruptedException {
    this.name = name;
    this.connection = loader;
    this.session = TestSession.open(reader);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public WarehouseConnection connection() {
    return WarehouseConnection.of(connection);
  }

  @Override
  public List<List<String>> rows(String query) throws Exception {
    return session.query(query, JdbcRows::row);
  }

  /** Drops a schema that tests have filled, and what the ledger says about it. */
  void drop(String schema) throws Exception {
    session.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    session.execute(
        "DELETE FROM _sluice.load_ledger WHERE starts_with(table_name, '" + schema + ".')");
  }

  @Override
  public List<List<String>> typeRows() {
    List<String> nulls = new ArrayList<>(Collections.nCopies(20, null));
    nulls.set(0, "2");
    return List.of(
        List.of(
            "1",
            "t",
            "7",
            "300",
            "70000",
            "5000000000",
            "18446744073709551615",
            "1.5",
            "0.1",
            "12345.67",
            "12345678901234567890.123456789012345678",
            "text",
            "\\x00ff6162",
            "1969-07-20",
            "20:17:40",
            "1969-07-20 20:17:40.123456",
            "1969-07-20 20:17:40.5+00",
            "[1, null, 3]",
            "{\"x\": 1, \"y\": \"ä\\\"\"}",
            "{\"k\": 2}"),
        nulls);
  }

  @Override
  public boolean takesSeveralWriters() {
    return true;
  }

  @Override
  public void close() {
    session.close();
  }
}
