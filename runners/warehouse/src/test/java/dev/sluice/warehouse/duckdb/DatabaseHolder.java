package dev.sluice.warehouse.duckdb;

import java.sql.Connection;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** A process that holds a database file until it is killed. */
final class DatabaseHolder {

  private DatabaseHolder() {}

  public static void main(String[] args) throws Exception {
    try (Connection connection =
        new DuckDBDriver().connect("jdbc:duckdb:" + args[0], new Properties())) {
      System.out.println("held by " + connection);
      System.out.flush();
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
