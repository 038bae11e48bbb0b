package dev.sluice.warehouse.redshift;

import com.amazon.redshift.Driver;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.postgresql.ConnectFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** Opens sessions on a Redshift cluster or workgroup. */
final class RedshiftSession {

  private static final int LONGEST_GROUP = 320;

  private RedshiftSession() {}

  static SqlSession open(RedshiftKind kind) throws InterruptedException {
    return open(kind, new AwsCredentialsApi(null));
  }

  static SqlSession open(RedshiftKind kind, AwsCredentialsApi aws) throws InterruptedException {
    WarehouseConnection.Redshift to = kind.connection();
    SqlSession session =
        new SqlSession(
            connect(kind.name(), to, SignIn.of(kind.name(), to, aws), kind.run()),
            new RedshiftEngine(kind.name() + " (" + to.host() + ":" + to.port() + ")"));
    try {
      for (String setting : settings(kind.run())) {
        session.execute(setting);
      }
      return session;
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  /** Values look the same whatever the cluster, the database or the user prefers. */
  static List<String> settings(RunContext run) {
    return List.of(
        "SET query_group TO " + RedshiftSql.INSTANCE.literal(label(run)),
        "SET TimeZone TO 'UTC'",
        "SET DateStyle TO 'ISO, YMD'",
        "SET statement_timeout TO 0");
  }

  /** By which sessions and statements are found again in Redshift's system views. */
  static String label(RunContext run) {
    String label =
        "sluice "
            + run.namespace()
            + "/"
            + run.name()
            + " "
            + run.task()
            + " "
            + run.attempt()
            + " "
            + run.date();
    return label.length() <= LONGEST_GROUP ? label : label.substring(0, LONGEST_GROUP);
  }

  private static Connection connect(
      String name, WarehouseConnection.Redshift to, SignIn signIn, RunContext run) {
    Properties properties = properties(to, run);
    properties.setProperty("user", signIn.user());
    properties.setProperty("password", signIn.password());
    try {
      // Not through DriverManager, which would search the class path for drivers.
      return new Driver().connect(url(to), properties);
    } catch (SQLException e) {
      throw ConnectFailure.of(
          e,
          new ConnectFailure.Target(
              name,
              to.host(),
              to.port(),
              to.database(),
              signIn.user(),
              to.tls() != TlsMode.DISABLE));
    }
  }

  /** Host and database are plain names, by the rules of the Warehouse. */
  static String url(WarehouseConnection.Redshift to) {
    return "jdbc:redshift://"
        + to.host()
        + ":"
        + to.port()
        + "/"
        + URLEncoder.encode(to.database(), StandardCharsets.UTF_8);
  }

  static Properties properties(WarehouseConnection.Redshift to, RunContext run) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", label(run));
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "30");
    properties.setProperty("tcpKeepAlive", "true");
    // All results are few rows: no thread that reads ahead.
    properties.setProperty("enableFetchRingBuffer", "false");
    switch (to.tls()) {
      case DISABLE -> properties.setProperty("ssl", "false");
      case REQUIRE -> properties.setProperty("sslmode", "require");
      case VERIFY_FULL -> properties.setProperty("sslmode", "verify-full");
    }
    return properties;
  }
}
