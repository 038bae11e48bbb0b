package dev.sluice.warehouse;

import dev.sluice.dev.postgresql.LocalPostgres;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.Driver;

/** A database, with the roles that {@code sql/postgresql} makes, on the server of this JVM. */
final class PostgresqlFixture {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Path SCRIPTS = Path.of("..", "..", "sql", "postgresql");

  final LocalPostgres server = Shared.SERVER;
  final String database = "marts" + DATABASES.incrementAndGet();
  private final Path secrets;

  /**
   * @param secrets folder for files with user names and passwords
   */
  PostgresqlFixture(Path secrets) throws IOException {
    this.secrets = Files.createDirectories(secrets);
    server.createDatabase(database);
    for (String script : List.of("01_roles.sql", "02_schemas.sql")) {
      server.psql(database, Files.readString(SCRIPTS.resolve(script)));
    }
    for (String role : List.of("loader", "transform", "bi_reader")) {
      server.psql(database, "ALTER ROLE " + role + " PASSWORD 'of-" + role + "'");
    }
  }

  WarehouseConnection.Postgresql as(String role) {
    return as(role, "of-" + role);
  }

  WarehouseConnection.Postgresql as(String role, String password) {
    try {
      // Files of its own for each: loads that run at the same time read theirs.
      Path own = Files.createTempDirectory(secrets, role);
      Path user = Files.writeString(own.resolve(role + "-username"), role + "\n");
      Path secret = Files.writeString(own.resolve(role + "-password"), password);
      return new WarehouseConnection.Postgresql(
          server.host(),
          server.port(),
          database,
          TlsMode.DISABLE,
          null,
          user.toString(),
          secret.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A session of a role, as anybody's. */
  Connection connect(String role) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty(
        "password", role.equals(server.user()) ? server.password() : "of-" + role);
    properties.setProperty("sslmode", "disable");
    properties.setProperty("options", "-c TimeZone=UTC");
    return new Driver()
        .connect(
            "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database,
            properties);
  }

  /** Runs statements as a role. */
  void execute(String role, String statements) throws Exception {
    try (Connection c = connect(role);
        Statement s = c.createStatement()) {
      s.execute(statements);
    }
  }

  /** Rows of a query, as the superuser. */
  List<List<String>> rows(String query) throws Exception {
    try (Connection c = connect(server.user())) {
      return JdbcRows.of(c, query);
    }
  }

  private static final class Shared {
    static final LocalPostgres SERVER = LocalPostgres.start();
  }
}
