package dev.sluice.warehouse.redshift;

import com.amazon.redshift.Driver;
import dev.sluice.dev.postgresql.LocalPostgres;
import dev.sluice.dev.warehouse.LocalRedshift;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import dev.sluice.warehouse.JdbcRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A database that Redshift's own driver takes for one of Redshift, with the users and schemas that
 * {@code sql/redshift} makes.
 */
public final class RedshiftFixture implements AutoCloseable {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Path SCRIPTS = Path.of("..", "..", "sql", "redshift");
  private static final List<String> USERS = List.of("loader", "transform");

  private final LocalPostgres postgresql = Shared.SERVER;
  private final String database = "analytics" + DATABASES.incrementAndGet();
  private final Path secrets;
  private final ObjectStore store;
  private final ParquetCopy copy;
  private final LocalRedshift server;

  /**
   * @param lake whose buckets COPY reads
   * @param secrets folder for files with user names and passwords
   */
  public RedshiftFixture(LakeFixture lake, Path secrets) throws Exception {
    this.secrets = Files.createDirectories(secrets);
    this.store = lake.open("");
    this.copy = new ParquetCopy(store);
    this.server = new LocalRedshift(postgresql, new RedshiftDialect(copy));
    postgresql.createDatabase(database);
    // Literals of Redshift have escapes.
    postgresql.psql(
        "postgres",
        "ALTER DATABASE %1$s SET standard_conforming_strings = off; ALTER DATABASE %1$s SET escape_string_warning = off"
            .formatted(database));
    postgresql.psql(
        database,
        """
        SET allow_system_table_mods = on;
        CREATE DOMAIN pg_catalog.super AS jsonb;
        CREATE FUNCTION pg_catalog.json_parse(text) RETURNS super LANGUAGE sql IMMUTABLE AS 'SELECT $1::jsonb';
        CREATE FUNCTION pg_catalog.json_serialize(super) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
        CREATE VIEW pg_catalog.svv_relation_privileges AS
          SELECT table_schema AS namespace_name, table_name AS relation_name, privilege_type,
            grantee AS identity_name, 'role' AS identity_type
          FROM information_schema.role_table_grants;
        CREATE FUNCTION pg_catalog.getdate() RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT now()::timestamp(0)';
        """);
    for (String script :
        Shared.usersAreMade
            ? List.of("02_schemas.sql")
            : List.of("01_users.sql", "02_schemas.sql")) {
      execute(postgresql.user(), Files.readString(SCRIPTS.resolve(script)));
    }
    Shared.usersAreMade = true;
    for (String user : USERS) {
      // To read the rows that came from the store.
      postgresql.psql(
          database,
          "ALTER ROLE %1$s PASSWORD 'of-%1$s'; GRANT pg_read_server_files TO %1$s".formatted(user));
    }
  }

  public WarehouseConnection.Redshift as(String user) {
    return as(user, "of-" + user, TlsMode.DISABLE, ParquetCopy.ROLE);
  }

  public WarehouseConnection.Redshift as(
      String user, String password, TlsMode tls, String iamRole) {
    try {
      // Files of its own for each: loads that run at the same time read theirs.
      Path own = Files.createTempDirectory(secrets, user);
      Path name = Files.writeString(own.resolve(user + "-username"), user + "\n");
      Path secret = Files.writeString(own.resolve(user + "-password"), password);
      return new WarehouseConnection.Redshift(
          "127.0.0.1",
          server.port(),
          database,
          tls,
          iamRole,
          WarehouseConnection.RedshiftSignIn.files(name.toString(), secret.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String database() {
    return database;
  }

  /** What clients said when they connected, the newest last. */
  public List<Map<String, String>> startups() {
    return server.startups();
  }

  /** A session of a user by Redshift's driver, as anybody's. */
  public Connection connect(String user) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty(
        "password", user.equals(postgresql.user()) ? postgresql.password() : "of-" + user);
    properties.setProperty("ssl", "false");
    Connection connection =
        new Driver()
            .connect("jdbc:redshift://127.0.0.1:" + server.port() + "/" + database, properties);
    try (Statement s = connection.createStatement()) {
      s.execute("SET TimeZone TO 'UTC'");
    }
    return connection;
  }

  /** Runs statements as a user. */
  public void execute(String user, String statements) throws Exception {
    try (Connection c = connect(user);
        Statement s = c.createStatement()) {
      s.execute(statements);
    }
  }

  /** Rows of a query, as the superuser. */
  public List<List<String>> rows(String query) throws Exception {
    try (Connection c = connect(postgresql.user())) {
      return JdbcRows.of(c, query);
    }
  }

  /** The server and its users end with the JVM. */
  @Override
  public void close() {
    try (store) {
      server.close();
      try (Stream<Path> left = Files.list(copy.folder())) {
        left.forEach(file -> file.toFile().delete());
      }
      Files.delete(copy.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final LocalPostgres SERVER = start();
    static boolean usersAreMade;

    /** Redshift's driver knows no SCRAM. */
    private static LocalPostgres start() {
      LocalPostgres server = LocalPostgres.start();
      try {
        Path rules = server.folder().resolve("data").resolve("pg_hba.conf");
        Files.writeString(rules, Files.readString(rules).replace("scram-sha-256", "password"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.psql("postgres", "SELECT pg_reload_conf()");
      // Another thread would wait for this class, which is not initialized yet.
      Awaitility.await().pollInSameThread().until(() -> asksForAPassword(server));
      return server;
    }

    /** What a server asks for is the number in its first message: 3 is a password as it is. */
    private static boolean asksForAPassword(LocalPostgres server) throws IOException {
      byte[] names = "user\0sluice\0\0".getBytes(StandardCharsets.US_ASCII);
      try (Socket socket = new Socket(server.host(), server.port())) {
        socket
            .getOutputStream()
            .write(
                ByteBuffer.allocate(8 + names.length)
                    .putInt(8 + names.length)
                    .putInt(196608)
                    .put(names)
                    .array());
        return ByteBuffer.wrap(socket.getInputStream().readNBytes(9)).getInt(5) == 3;
      }
    }
  }
}
