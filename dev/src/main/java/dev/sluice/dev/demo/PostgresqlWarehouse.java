package dev.sluice.dev.demo;

import dev.sluice.dev.postgresql.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A database of each namespace on one PostgreSQL server. */
final class PostgresqlWarehouse implements DemoWarehouse {
  private static final String RESOURCES =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: warehouse-login, namespace: %1$s}
      type: kubernetes.io/basic-auth
      stringData: {username: %2$s, password: %3$s}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: Warehouse
      metadata: {name: warehouse, namespace: %1$s}
      spec:
        postgresql:
          host: %4$s
          port: %5$d
          database: %6$s
          sslMode: Disable
          credentials: {secretRef: {name: warehouse-login}}
        parallelism: 4
      ---
      """;
  private static final String ANY_TABLE =
      "SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1";

  private final LocalPostgres server;
  private final String roles;

  private PostgresqlWarehouse(LocalPostgres server, String roles) {
    this.server = server;
    this.roles = roles;
  }

  /**
   * @param roles statements that make the roles that examples grant rights to
   */
  static PostgresqlWarehouse start(Path roles) {
    try {
      return new PostgresqlWarehouse(LocalPostgres.start(), Files.readString(roles));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the database, too: it is asked for once per namespace. */
  @Override
  public String resources(String namespace) {
    server.createDatabase(database(namespace));
    server.psql(database(namespace), roles);
    return RESOURCES.formatted(
        namespace,
        server.user(),
        server.password(),
        server.host(),
        server.port(),
        database(namespace));
  }

  private static String database(String namespace) {
    return "sluice_" + namespace.replace('-', '_');
  }

  @Override
  public boolean isLoaded(String namespace) {
    return !server.psql(database(namespace), ANY_TABLE).isEmpty();
  }

  @Override
  public String address(String namespace) {
    return "postgresql://"
        + server.user()
        + "@"
        + server.host()
        + ":"
        + server.port()
        + "/"
        + database(namespace);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("PGPASSWORD", server.password());
  }

  @Override
  public Optional<Path> file(String namespace) {
    return Optional.empty();
  }

  @Override
  public void close() {
    server.close();
  }
}
