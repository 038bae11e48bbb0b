package dev.sluice.operator;

import ch.qos.logback.classic.Level;
import dev.sluice.operator.kube.JvmCipherOrder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator and stops it on SIGTERM. */
public final class Main {

  private Main() {}

  /** Every kind of ours would be warned about at each start, because its version is v1alpha1. */
  private static final String VERSION_WARNINGS =
      "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils";

  private static void level(String logger, Level level) {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(logger)).setLevel(level);
  }

  /**
   * What was cached while leading may be outdated by the next leader: a new process starts clean.
   */
  private static void leadershipLost() {
    LoggerFactory.getLogger(Main.class).error("Lost the lease: another instance may lead now");
    System.exit(1);
  }

  /** Takes its configuration from the environment; see {@link OperatorConfig}. */
  public static void main(String[] args) throws InterruptedException {
    Logger log = LoggerFactory.getLogger(Main.class);
    level("io.javaoperatorsdk", Level.WARN);
    level(VERSION_WARNINGS, Level.ERROR);
    OperatorConfig config;
    try {
      config = OperatorConfig.of(System.getenv());
    } catch (IllegalArgumentException e) {
      log.error("{}", e.getMessage());
      System.exit(2);
      return;
    }
    // The factory is pinned: which one is found on the class path must not depend on its order.
    KubernetesClient client =
        new KubernetesClientBuilder().withHttpClientFactory(new JvmCipherOrder()).build();
    log.info(
        "Sluice operator for {} at {}",
        config.watchNamespaces().isEmpty() ? "all namespaces" : config.watchNamespaces(),
        client.getMasterUrl());
    Operator operator;
    try {
      operator = new Operator(config, client, Main::leadershipLost);
    } catch (IOException e) {
      log.error("SLUICE_HTTP_PORT {} cannot be used: {}", config.httpPort(), e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  operator.close();
                  client.close();
                },
                "sluice-stop"));
    operator.start();
    log.info("Ready; health and metrics on port {}", operator.httpPort());
    new CountDownLatch(1).await();
  }
}
