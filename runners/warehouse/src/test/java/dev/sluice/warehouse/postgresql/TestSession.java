package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlSession;

/** A session like that of a load, for looks into any database. */
public final class TestSession {

  private TestSession() {}

  public static SqlSession open(WarehouseConnection.Postgresql connection)
      throws InterruptedException {
    return PostgresqlSession.open("wh", connection);
  }
}
