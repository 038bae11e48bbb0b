package dev.sluice.dev.cluster;

import com.github.dockerjava.api.model.PortBinding;
import dev.sluice.dev.process.FreePorts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * k3s in a container, without its node, scheduler and add-ons: the local node does their work. Its
 * API server is published on a loopback port. It cannot reach the local node, so there is no {@code
 * kubectl logs}.
 */
final class ContainerControlPlane implements ControlPlane {
  /** The same minor version as the programs of {@code dev/kubernetes/go.mod}. */
  private static final String IMAGE = "rancher/k3s:v1.34.1-k3s1";

  private static final int API_SERVER = 6443;
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private final K3sContainer container;
  private final Path kubeconfig;

  private ContainerControlPlane(K3sContainer container, Path kubeconfig) {
    this.container = container;
    this.kubeconfig = kubeconfig;
  }

  /** Whether a container engine answers. Says so in a line where it does not. */
  static boolean isPossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  static String source() {
    return IMAGE + " in a container, by Testcontainers";
  }

  static ContainerControlPlane start(Path state) {
    int port = FreePorts.next();
    K3sContainer container = new K3sContainer(DockerImageName.parse(IMAGE));
    List<PortBinding> loopback = List.of(PortBinding.parse("127.0.0.1:" + port + ":" + API_SERVER));
    container.withCreateContainerCmdModifier(
        command -> command.getHostConfig().withPortBindings(loopback));
    container.withCommand(
        "server",
        "--disable-agent",
        "--disable-scheduler",
        "--disable-cloud-controller",
        "--disable-helm-controller",
        "--disable-network-policy",
        "--disable=coredns,local-storage,metrics-server,servicelb,traefik",
        "--egress-selector-mode=disabled",
        "--tls-san=127.0.0.1");
    container.waitingFor(
        Wait.forLogMessage(".*k3s is up and running.*", 1).withStartupTimeout(READY_WITHIN));
    container.start();
    ContainerControlPlane controlPlane =
        new ContainerControlPlane(container, state.resolve("kubeconfig"));
    try {
      Kubeconfig.writePrivately(controlPlane.kubeconfig, container.getKubeConfigYaml());
      return controlPlane;
    } catch (RuntimeException e) {
      controlPlane.close();
      throw e;
    }
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void startControllers(KubernetesClient client) {
    client
        .serviceAccounts()
        .inNamespace("default")
        .withName("default")
        .waitUntilCondition(account -> account != null, READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void stopApiServer() {
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void startApiServer() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.stop();
  }
}
