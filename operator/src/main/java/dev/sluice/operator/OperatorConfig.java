package dev.sluice.operator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How the operator is configured: environment variables, with defaults for a cluster-wide operator.
 *
 * @param watchNamespaces {@code SLUICE_WATCH_NAMESPACES}: namespaces it works for, comma-separated;
 *     empty: all
 * @param images images of the runners
 * @param blockedAddresses {@code SLUICE_BLOCKED_ADDRESSES}: CIDR blocks that http sources may not
 *     resolve to
 * @param webhookBlockedAddresses {@code SLUICE_WEBHOOK_BLOCKED_ADDRESSES}: the same for webhooks,
 *     which by default may not reach what is private either
 * @param jsonLogs {@code SLUICE_LOG_FORMAT=json}: also for the runners
 * @param leaderElection {@code SLUICE_LEADER_ELECTION}: whether it waits for a lease
 * @param leaseNamespace {@code SLUICE_NAMESPACE}: namespace of the lease
 * @param httpPort {@code SLUICE_HTTP_PORT}: health, readiness and metrics; 0: a free port
 * @param httpAddress {@code SLUICE_HTTP_ADDRESS}: address it listens on
 * @param settle {@code SLUICE_SETTLE_SECONDS}: how long specs must be unchanged before onChange
 *     starts a run, so that one apply of many documents starts one run
 */
public record OperatorConfig(
    List<String> watchNamespaces,
    Images images,
    List<String> blockedAddresses,
    List<String> webhookBlockedAddresses,
    boolean jsonLogs,
    boolean leaderElection,
    String leaseNamespace,
    int httpPort,
    String httpAddress,
    Duration settle) {

  /** IPv4 and IPv6 link-local blocks: where clouds serve machine credentials. */
  private static final String LINK_LOCAL = "169.254.0.0/16,fe80::/10,fd00:ec2::254/128";

  /**
   * Loopback and the private blocks of RFC 1918 and RFC 4193, where a cluster's own services are.
   */
  private static final String PRIVATE =
      "0.0.0.0/8,127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,::1/128,fc00::/7";

  /** Images of the runners. */
  public record Images(
      String ingest, String spark, String warehouse, String dbt, String notification) {}

  public OperatorConfig {
    watchNamespaces = List.copyOf(watchNamespaces);
    blockedAddresses = List.copyOf(blockedAddresses);
    webhookBlockedAddresses = List.copyOf(webhookBlockedAddresses);
  }

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException naming the variable that is wrong
   */
  public static OperatorConfig of(Map<String, String> environment) {
    String version = environment.getOrDefault("SLUICE_VERSION", "latest");
    return new OperatorConfig(
        list(environment.getOrDefault("SLUICE_WATCH_NAMESPACES", "")),
        new Images(
            environment.getOrDefault("SLUICE_IMAGE_INGEST", "sluice-ingest:" + version),
            environment.getOrDefault("SLUICE_IMAGE_SPARK", "sluice-spark:" + version),
            environment.getOrDefault("SLUICE_IMAGE_WAREHOUSE", "sluice-warehouse:" + version),
            environment.getOrDefault("SLUICE_IMAGE_DBT", "sluice-dbt:" + version),
            environment.getOrDefault("SLUICE_IMAGE_NOTIFY", "sluice-notify:" + version)),
        list(environment.getOrDefault("SLUICE_BLOCKED_ADDRESSES", LINK_LOCAL)),
        list(
            environment.getOrDefault(
                "SLUICE_WEBHOOK_BLOCKED_ADDRESSES", LINK_LOCAL + "," + PRIVATE)),
        choice(environment, "SLUICE_LOG_FORMAT", "plain", "json").equals("json"),
        choice(environment, "SLUICE_LEADER_ELECTION", "true", "false").equals("true"),
        environment.getOrDefault("SLUICE_NAMESPACE", "sluice-system"),
        number(environment, "SLUICE_HTTP_PORT", 8080),
        environment.getOrDefault("SLUICE_HTTP_ADDRESS", "0.0.0.0"),
        Duration.ofSeconds(number(environment, "SLUICE_SETTLE_SECONDS", 2)));
  }

  private static List<String> list(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static String choice(
      Map<String, String> environment, String name, String first, String second) {
    String value = environment.getOrDefault(name, first);
    if (!value.equals(first) && !value.equals(second)) {
      throw new IllegalArgumentException(
          name + " must be " + first + " or " + second + ", not " + value + ".");
    }
    return value;
  }

  private static int number(Map<String, String> environment, String name, int otherwise) {
    String value = environment.get(name);
    try {
      return value == null ? otherwise : Integer.parseUnsignedInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, not " + value + ".", e);
    }
  }
}
