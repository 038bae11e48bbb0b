package dev.sluice.warehouse.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.kind.SecretFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signs in to Snowflake, with bounds for everything that waits. */
final class SnowflakeSession {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
  private static final String LOGIN_SECONDS = "60";
  private static final String REQUEST_MILLIS = "120000";
  private static final String RETRIES = "5";

  private SnowflakeSession() {}

  /**
   * Opens a session whose statements can be found in the account's query history by their run.
   *
   * @param name of the Warehouse, for messages
   */
  static SqlSession open(String name, WarehouseConnection.Snowflake connection, RunContext run)
      throws InterruptedException {
    SnowflakeEngine engine = new SnowflakeEngine(name, connection);
    SqlSession session = new SqlSession(connect(name, connection, engine), engine);
    try {
      session.execute(SessionSql.settings(tag(run)));
      requireUsable(name, connection, session);
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
    return session;
  }

  private static Connection connect(
      String name, WarehouseConnection.Snowflake connection, SnowflakeEngine engine) {
    Properties properties = new Properties();
    properties.putAll(properties(connection));
    signIn(name, connection.signIn(), properties);
    try {
      return SnowflakeDriver.get().connect(url(name, connection), properties);
    } catch (SQLException e) {
      throw engine.translate(e);
    }
  }

  /** All but the sign-in. */
  static Map<String, String> properties(WarehouseConnection.Snowflake connection) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("account", connection.account());
    properties.put("user", connection.user());
    properties.put("role", connection.role());
    properties.put("warehouse", connection.warehouse());
    properties.put("db", connection.database());
    properties.put("application", "Sluice");
    properties.put("loginTimeout", LOGIN_SECONDS);
    properties.put("networkTimeout", REQUEST_MILLIS);
    // 0 would be: for ever.
    properties.put("maxHttpRetries", RETRIES);
    properties.put("CLIENT_TELEMETRY_ENABLED", "false");
    properties.put("CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED", "false");
    properties.put("htapOOBTelemetryEnabled", "false");
    properties.put("disablePlatformDetection", "true");
    // Arrow needs --add-opens, which would cost each start of any load 15 ms; results are few rows.
    properties.put("JDBC_QUERY_RESULT_FORMAT", "JSON");
    if (connection.endpoint() != null && connection.endpoint().startsWith("http:")) {
      properties.put("ssl", "off");
    }
    return properties;
  }

  static String url(String name, WarehouseConnection.Snowflake connection) {
    String endpoint = connection.endpoint();
    if (endpoint == null) {
      return "jdbc:snowflake://" + connection.account() + ".snowflakecomputing.com";
    }
    URI uri = URI.create(endpoint);
    if (uri.getScheme().equals("http") && !LOOPBACK.contains(uri.getHost())) {
      throw new StepFailure.UserError(
          "BadEndpoint",
          "Warehouse "
              + name
              + ": spec.snowflake.endpoint "
              + endpoint
              + " is not encrypted, which is allowed to the loopback only: use https.");
    }
    return "jdbc:snowflake://" + uri.getAuthority();
  }

  private static void signIn(
      String name, WarehouseConnection.SnowflakeSignIn signIn, Properties properties) {
    if (signIn.privateKeyFile() != null) {
      PrivateKeyFile key = new PrivateKeyFile(name, SecretFile.read(name, signIn.privateKeyFile()));
      String passphrase = optional(name, signIn.passphraseFile());
      key.requireUsable(passphrase);
      properties.put("authenticator", "snowflake_jwt");
      if (key.isEncrypted() && passphrase != null) {
        properties.put("private_key_file", signIn.privateKeyFile());
        properties.put("private_key_file_pwd", passphrase);
      } else {
        properties.put("privateKey", key.key());
      }
    } else if (signIn.oauthTokenFile() != null) {
      properties.put("authenticator", "oauth");
      properties.put("token", SecretFile.read(name, signIn.oauthTokenFile()));
    } else if (signIn.workloadTokenFile() != null) {
      properties.put("authenticator", "workload_identity");
      properties.put("workloadIdentityProvider", "OIDC");
      properties.put("token", SecretFile.read(name, signIn.workloadTokenFile()));
    } else if (signIn.passwordFile() != null) {
      properties.put("password", SecretFile.read(name, signIn.passwordFile()));
    } else {
      throw new StepFailure.Crash("The request does not say how to sign in to " + name + ".");
    }
  }

  /** Only the runner can see whether the Secret has this key. */
  private static @Nullable String optional(String name, @Nullable String file) {
    return file == null || !Files.exists(Path.of(file)) ? null : SecretFile.read(name, file);
  }

  /** What the query history shows beside each statement. */
  static String tag(RunContext run) {
    Map<String, Object> tag = new LinkedHashMap<>();
    tag.put("app", "sluice");
    tag.put("namespace", run.namespace());
    tag.put("run", run.name());
    tag.put("task", run.task());
    tag.put("attempt", run.attempt());
    tag.put("date", run.date());
    try {
      return Json.MAPPER.writeValueAsString(tag);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signing in succeeds also when database or warehouse are missing or not granted. */
  private static void requireUsable(
      String name, WarehouseConnection.Snowflake connection, SqlSession session)
      throws InterruptedException {
    List<String> current =
        session
            .query(
                SessionSql.CURRENT, row -> List.of(text(row.getString(1)), text(row.getString(2))))
            .get(0);
    String role = connection.role();
    if (current.get(0).isEmpty()) {
      throw new StepFailure.UserError(
          "DatabaseNotFound",
          "Warehouse %s: database %s does not exist, or role %s may not use it: GRANT USAGE ON DATABASE %s TO ROLE %s."
              .formatted(name, connection.database(), role, connection.database(), role));
    }
    if (current.get(1).isEmpty()) {
      throw noWarehouse(name, connection);
    }
  }

  static StepFailure.UserError noWarehouse(String name, WarehouseConnection.Snowflake connection) {
    String warehouse = connection.warehouse();
    return new StepFailure.UserError(
        "ComputeNotUsable",
        "Warehouse %s: the virtual warehouse %s does not exist, or role %s may not use it, or it is suspended and does not resume by itself: GRANT USAGE ON WAREHOUSE %s TO ROLE %s, and ALTER WAREHOUSE %s SET AUTO_RESUME = TRUE."
            .formatted(
                name, warehouse, connection.role(), warehouse, connection.role(), warehouse));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
