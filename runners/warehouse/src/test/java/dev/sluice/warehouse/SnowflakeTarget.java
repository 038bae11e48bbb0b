package dev.sluice.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.snowflake.TestAccount;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A database in Snowflake that the conformance suite loads, be it the emulator's or a real one. */
class SnowflakeTarget implements ConformanceTarget {

  /** Types whose values are JSON, which Snowflake shows over several lines. */
  private static final Set<String> JSON = Set.of("VARIANT", "ARRAY", "OBJECT");

  private final String name;
  private final WarehouseConnection.Snowflake connection;
  private final SqlSession session;

  SnowflakeTarget(String name, WarehouseConnection.Snowflake connection)
      throws InterruptedException {
    this.name = name;
    this.connection = connection;
    this.session = TestAccount.session(connection);
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
    return session.query(query, SnowflakeTarget::row);
  }

  /** Drops a schema that tests have filled, the locks of its tables, and what the ledger says. */
  void drop(String schema) throws Exception {
    session.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    session.execute(
        "DELETE FROM _SLUICE.LOAD_LEDGER WHERE STARTSWITH(TABLE_NAME, '" + schema + ".')");
    String locks = "LOCK_" + schema.toUpperCase(Locale.ROOT) + "_";
    for (List<String> lock :
        rows(
            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = '_SLUICE' AND"
                + " STARTSWITH(TABLE_NAME, '"
                + locks
                + "')")) {
      session.execute("DROP TABLE _SLUICE." + lock.get(0));
    }
  }

  private static List<String> row(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      String value = row.getString(i);
      values.add(JSON.contains(row.getMetaData().getColumnTypeName(i)) ? compact(value) : value);
    }
    return values;
  }

  private static @Nullable String compact(@Nullable String json) {
    try {
      return json == null ? null : Json.MAPPER.readTree(json).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @Override
  public List<List<String>> typeRows() {
    List<String> nulls = new ArrayList<>(Collections.nCopies(20, null));
    nulls.set(0, "2");
    return List.of(
        Arrays.asList(
            "1",
            "TRUE",
            "7",
            "300",
            "70000",
            "5000000000",
            largestInteger().toString(),
            "1.5",
            "0.1",
            "12345.67",
            "12345678901234567890.123456789012345678",
            "text",
            "00FF6162",
            "1969-07-20",
            "20:17:40.000000",
            "1969-07-20 20:17:40.123456",
            "1969-07-20 20:17:40.500000Z",
            "[1,null,3]",
            "{\"x\":1,\"y\":\"ä\\\"\"}",
            "{\"k\":2}"),
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
