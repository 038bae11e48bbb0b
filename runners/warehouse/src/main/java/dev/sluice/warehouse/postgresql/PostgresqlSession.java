package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.kind.SecretFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** Opens sessions on a PostgreSQL server. */
final class PostgresqlSession {

  private static final int OLDEST = 150000;

  /** Values look the same whatever the server, the database or the role prefers. */
  static final List<String> SETTINGS =
      List.of(
          "SET TimeZone = 'UTC'",
          "SET DateStyle = 'ISO, YMD'",
          "SET client_min_messages = 'warning'",
          "SET lock_timeout = '15min'",
          "SET statement_timeout = 0",
          "SET idle_in_transaction_session_timeout = 0");

  private PostgresqlSession() {}

  static SqlSession open(String name, WarehouseConnection.Postgresql connection)
      throws InterruptedException {
    String address = connection.host() + ":" + connection.port();
    PostgresqlEngine engine = new PostgresqlEngine(name + " (" + address + ")");
    SqlSession session = new SqlSession(connect(name, connection), engine);
    try {
      requireVersion(name, session);
      for (String setting : SETTINGS) {
        session.execute(setting);
      }
      return session;
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  private static Connection connect(String name, WarehouseConnection.Postgresql to) {
    Properties properties = properties(to);
    String user = SecretFile.read(name, to.usernameFile());
    properties.setProperty("user", user);
    properties.setProperty("password", SecretFile.read(name, to.passwordFile()));
    try {
      // Not through DriverManager, which would search the class path for drivers.
      return new Driver().connect(url(to), properties);
    } catch (SQLException e) {
      throw ConnectFailure.of(
          e,
          new ConnectFailure.Target(
              name, to.host(), to.port(), to.database(), user, to.tls() != TlsMode.DISABLE));
    }
  }

  /** Host and database are plain names, by the rules of the Warehouse. */
  static String url(WarehouseConnection.Postgresql to) {
    return "jdbc:postgresql://"
        + to.host()
        + ":"
        + to.port()
        + "/"
        + URLEncoder.encode(to.database(), StandardCharsets.UTF_8);
  }

  static Properties properties(WarehouseConnection.Postgresql to) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "sluice");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "30");
    properties.setProperty("tcpKeepAlive", "true");
    switch (to.tls()) {
      case DISABLE -> properties.setProperty("sslmode", "disable");
      case REQUIRE -> properties.setProperty("sslmode", "require");
      case VERIFY_FULL -> {
        properties.setProperty("sslmode", "verify-full");
        if (to.caFile() == null) {
          // The driver's own default is a file in the home folder, which a pod does not have.
          properties.setProperty("sslfactory", DefaultJavaSSLFactory.class.getName());
        } else {
          properties.setProperty("sslrootcert", to.caFile());
        }
      }
    }
    return properties;
  }

  private static void requireVersion(String name, SqlSession session) throws InterruptedException {
    int version =
        session
            .query("SELECT current_setting('server_version_num')::int", row -> row.getInt(1))
            .get(0);
    if (version < OLDEST) {
      throw new StepFailure.UserError(
          "WarehouseTooOld",
          "Warehouse "
              + name
              + " is PostgreSQL "
              + version / 10000
              + "; loads need 15 or newer, which has MERGE.");
    }
  }
}
