package dev.sluice.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator and stops it on SIGTERM. */
public final class Main {

  private Main() {}

  /** Takes its configuration from the environment; see {@link OperatorConfig}. */
  public static void main(String[] args) throws InterruptedException {
    if ("json".equals(System.getenv("SLUICE_LOG_FORMAT"))) {
      System.setProperty("logback.configurationFile", "logback-json.xml");
    }
    Logger log = LoggerFactory.getLogger(Main.class);
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
        new KubernetesClientBuilder().withHttpClientFactory(new OkHttpClientFactory()).build();
    log.info(
        "Sluice operator for {} at {}, HTTP client {}",
        config.watchNamespaces().isEmpty() ? "all namespaces" : config.watchNamespaces(),
        client.getMasterUrl(),
        OkHttpClientFactory.class.getSimpleName());
    Operator operator;
    try {
      operator = new Operator(config, client);
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
