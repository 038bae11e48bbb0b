package dev.sluice.dev.demo;

import dev.sluice.dev.warehouse.LocalSnowflake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A database of each namespace in one emulator of Snowflake. */
final class SnowflakeWarehouse implements DemoWarehouse {
  private static final String RESOURCES =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: snowflake-key, namespace: %1$s}
      stringData:
        privateKey: |
      %2$s---
      apiVersion: sluice.dev/v1alpha1
      kind: Warehouse
      metadata: {name: warehouse, namespace: %1$s}
      spec:
        snowflake:
          account: %3$s
          endpoint: %4$s
          user: %5$s
          role: %6$s
          warehouse: %7$s
          database: %8$s
          auth: {keyPair: {secretRef: {name: snowflake-key}}}
        parallelism: 4
      ---
      """;

  private final LocalSnowflake server;

  private SnowflakeWarehouse(LocalSnowflake server) {
    this.server = server;
  }

  static SnowflakeWarehouse start() {
    return new SnowflakeWarehouse(LocalSnowflake.start());
  }

  /** The emulator makes a database for the first session that names it. */
  @Override
  public String resources(String namespace) {
    return RESOURCES.formatted(
        namespace,
        privateKey().indent(4),
        server.account(),
        server.endpoint(),
        server.user(),
        server.role(),
        server.warehouse(),
        database(namespace));
  }

  private String privateKey() {
    try {
      return Files.readString(server.privateKeyFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String database(String namespace) {
    return "SLUICE_" + namespace.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The probe of the Warehouse makes the database: what was not loaded is shown as nothing. */
  @Override
  public boolean isLoaded(String namespace) {
    return true;
  }

  @Override
  public String address(String namespace) {
    return "snowflake://"
        + server.user()
        + "@"
        + server.endpoint().getAuthority()
        + "/"
        + database(namespace)
        + "?account="
        + server.account()
        + "&role="
        + server.role()
        + "&warehouse="
        + server.warehouse();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("SNOWFLAKE_PASSWORD", server.password());
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
