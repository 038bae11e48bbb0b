package dev.sluice.dev.cluster;

import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.Folders;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server with etcd and the controllers that collect garbage, on loopback ports of
 * its own; these in a container with {@code CLUSTER=k3s}, and where their programs can be neither
 * downloaded nor compiled; with {@code CLUSTER=existing} the cluster of the current kubeconfig
 * instead.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration TOKEN_LIFE = Duration.ofDays(7);

  private final @Nullable ControlPlane controlPlane;
  private final Path state;
  private final Path kubeconfig;
  private final Path kubectl;
  private final String source;
  private final KubernetesClient client;
  private final AtEnd end;

  private LocalCluster(
      @Nullable ControlPlane controlPlane,
      Path state,
      Path kubeconfig,
      Path kubectl,
      String source) {
    this.controlPlane = controlPlane;
    this.state = state;
    this.kubeconfig = kubeconfig;
    this.kubectl = kubectl;
    this.source = source;
    this.client = new KubernetesClientBuilder().withConfig(config(kubeconfig)).build();
    this.end = AtEnd.run("stop-local-cluster", this::stop);
  }

  /**
   * Starts a cluster that keeps all that it writes in a folder, which is deleted when the cluster
   * closes. Returns when the API server is ready and the namespace default has its service account.
   */
  public static LocalCluster start(Path state) {
    try {
      Files.createDirectories(state);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create " + state, e);
    }
    return switch (System.getenv().getOrDefault("CLUSTER", "")) {
      case "existing" -> existing(state);
      case "k3s" -> inContainer(state);
      default -> fromFirstSourceThatWorks(state);
    };
  }

  private static LocalCluster fromFirstSourceThatWorks(Path state) {
    KubernetesPrograms programs;
    try {
      programs = KubernetesPrograms.find();
    } catch (IllegalStateException none) {
      if (!ContainerControlPlane.isPossible()) {
        throw none;
      }
      System.err.println("A container engine answers: k3s is the cluster.");
      return inContainer(state);
    }
    return start(state, programs);
  }

  static LocalCluster start(Path state, KubernetesPrograms programs) {
    return started(
        ProcessControlPlane.start(programs, state), state, programs.kubectl(), programs.source());
  }

  static LocalCluster inContainer(Path state) {
    if (!ContainerControlPlane.isPossible()) {
      throw new IllegalStateException(
          "CLUSTER=k3s needs Docker, or another container engine with its API, and none answers:"
              + " start it, or unset CLUSTER for a cluster of processes");
    }
    return started(
        ContainerControlPlane.start(state),
        state,
        KubernetesPrograms.findKubectl(),
        ContainerControlPlane.source());
  }

  private static LocalCluster started(
      ControlPlane controlPlane, Path state, Path kubectl, String source) {
    LocalCluster cluster =
        new LocalCluster(controlPlane, state, controlPlane.kubeconfig(), kubectl, source);
    try {
      controlPlane.startControllers(cluster.client);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts a cluster in a temporary folder. */
  public static LocalCluster start() {
    try {
      return start(Files.createTempDirectory("sluice-cluster-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LocalCluster existing(Path state) {
    Config current = Config.autoConfigure(null);
    if (current.getFile() == null) {
      throw new IllegalStateException(
          "CLUSTER=existing needs a kubeconfig: set KUBECONFIG, or unset CLUSTER for a local"
              + " cluster");
    }
    Path file = current.getFile().toPath();
    return new LocalCluster(
        null,
        state,
        file,
        Path.of("kubectl"),
        "existing cluster " + current.getMasterUrl() + " of " + file);
  }

  /** Where the control plane comes from, in words for people. */
  public String source() {
    return source;
  }

  /** The administrator's kubeconfig. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** A kubectl to run; a bare name when it is the one on the PATH. */
  public Path kubectl() {
    return kubectl;
  }

  /** The administrator's client; it closes with the cluster. */
  public KubernetesClient client() {
    return client;
  }

  /** The text of a kubeconfig with exactly the rights of a service account, good for a week. */
  public String kubeconfigFor(String namespace, String serviceAccount) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(TOKEN_LIFE.toSeconds())
            .endSpec()
            .build();
    TokenRequest granted =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(serviceAccount)
            .tokenRequest(request);
    Config config = client.getConfiguration();
    return new Kubeconfig(
            config.getMasterUrl(),
            certificateAuthority(config),
            namespace,
            granted.getStatus().getToken())
        .yaml();
  }

  private static String certificateAuthority(Config config) {
    if (config.getCaCertData() != null) {
      return new String(Base64.getDecoder().decode(config.getCaCertData()), StandardCharsets.UTF_8);
    }
    if (config.getCaCertFile() == null) {
      return "";
    }
    try {
      return Files.readString(Path.of(config.getCaCertFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config config(Path kubeconfig) {
    return Config.fromKubeconfig(kubeconfig.toFile());
  }

  /** Kills the API server only, as an outage does; for tests. */
  public void stopApiServer() {
    local().stopApiServer();
  }

  /** Starts the API server again after {@link #stopApiServer()}, with what etcd kept. */
  public void startApiServer() {
    local().startApiServer();
  }

  private ControlPlane local() {
    if (controlPlane == null) {
      throw new IllegalStateException("The API server of an existing cluster is not ours to stop");
    }
    return controlPlane;
  }

  private void stop() {
    client.close();
    if (controlPlane != null) {
      controlPlane.close();
    }
    Folders.delete(state);
  }

  @Override
  public void close() {
    end.close();
  }
}
