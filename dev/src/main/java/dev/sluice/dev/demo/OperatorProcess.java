package dev.sluice.dev.demo;

import dev.sluice.dev.cluster.LocalCluster;
import dev.sluice.dev.process.ChildProcess;
import dev.sluice.dev.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The operator as a process of this machine, with the rights of its service account only. */
final class OperatorProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_MILLIS = 100;
  private static final long GRACE_SECONDS = 5;

  private final ChildProcess process;
  private final Path log;

  private OperatorProcess(ChildProcess process, Path log) {
    this.process = process;
    this.log = log;
  }

  static OperatorProcess start(Path root, Path state, LocalCluster cluster)
      throws IOException, InterruptedException {
    Path kubeconfig = state.resolve("operator.kubeconfig");
    Files.writeString(
        kubeconfig,
        cluster.kubeconfigFor(PlatformResources.OPERATOR_NAMESPACE, PlatformResources.OPERATOR));
    Path target = root.resolve("operator/target");
    int port = FreePorts.next();
    Path log = state.resolve("operator.log");
    ChildProcess process =
        ChildProcess.start(
            "operator",
            List.of(
                Platform.java(),
                "@" + root.resolve("operator/src/main/jvm.options"),
                "-cp",
                target + "/*:" + target + "/lib/*",
                "dev.sluice.operator.Main"),
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "SLUICE_NAMESPACE",
                PlatformResources.OPERATOR_NAMESPACE,
                "SLUICE_HTTP_ADDRESS",
                "127.0.0.1",
                "SLUICE_HTTP_PORT",
                Integer.toString(port)),
            state,
            log);
    OperatorProcess operator = new OperatorProcess(process, log);
    try {
      operator.awaitReady(URI.create("http://127.0.0.1:" + port + "/readyz"));
      return operator;
    } catch (DemoFailure e) {
      operator.close();
      throw e;
    }
  }

  private void awaitReady(URI ready) throws InterruptedException {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    Instant deadline = Instant.now().plus(READY_WITHIN);
    while (!isReady(http, ready)) {
      requireAlive();
      if (Instant.now().isAfter(deadline)) {
        throw new DemoFailure(
            "The operator was not ready within "
                + READY_WITHIN.toSeconds()
                + " s:\n"
                + process.tail(20));
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private static boolean isReady(HttpClient http, URI ready) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Fails with the end of its log when the operator is gone. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new DemoFailure("The operator ended:\n" + process.tail(20));
    }
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return log;
  }

  @Override
  public void close() {
    process.stop(GRACE_SECONDS);
    process.close();
  }
}
