package dev.sluice.dbt;

import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.WarehouseConnection.Snowflake;
import dev.sluice.protocol.WarehouseConnection.SnowflakeSignIn;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How dbt's adapter for Snowflake connects. */
final class SnowflakeProfile {

  private static final int CONNECT_TIMEOUT_SECONDS = 30;
  private static final int CONNECT_RETRIES = 3;

  private SnowflakeProfile() {}

  static Map<String, Object> of(Snowflake snowflake, RunContext run, Secrets secrets) {
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("type", "snowflake");
    output.put("account", snowflake.account());
    output.put("user", snowflake.user());
    output.put("role", snowflake.role());
    output.put("warehouse", snowflake.warehouse());
    output.put("database", snowflake.database());
    output.put("connect_timeout", CONNECT_TIMEOUT_SECONDS);
    output.put("connect_retries", CONNECT_RETRIES);
    output.put("query_tag", tag(run));
    if (snowflake.endpoint() != null) {
      URI endpoint = URI.create(snowflake.endpoint());
      output.put("host", endpoint.getHost());
      output.put("protocol", endpoint.getScheme());
      if (endpoint.getPort() > 0) {
        output.put("port", endpoint.getPort());
      }
    }
    signIn(snowflake.signIn(), secrets, output);
    return output;
  }

  private static void signIn(SnowflakeSignIn signIn, Secrets secrets, Map<String, Object> output) {
    if (signIn.privateKeyFile() != null) {
      output.put("private_key_path", signIn.privateKeyFile());
      String passphrase = signIn.passphraseFile();
      if (passphrase != null && Files.exists(Path.of(passphrase))) {
        output.put("private_key_passphrase", secrets.reference(passphrase));
      }
    } else if (signIn.oauthTokenFile() != null) {
      output.put("authenticator", "oauth");
      output.put("token", secrets.reference(signIn.oauthTokenFile()));
    } else if (signIn.workloadTokenFile() != null) {
      output.put("authenticator", "workload_identity");
      output.put("workload_identity_provider", "OIDC");
      output.put("token", secrets.reference(signIn.workloadTokenFile()));
    } else if (signIn.passwordFile() != null) {
      output.put("password", secrets.reference(signIn.passwordFile()));
    }
  }

  /** By which a query in Snowflake's history is found again. */
  private static String tag(RunContext run) {
    return "sluice " + run.namespace() + "/" + run.name() + " " + run.task() + " " + run.attempt();
  }
}
