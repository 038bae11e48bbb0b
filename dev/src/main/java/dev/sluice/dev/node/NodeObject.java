package dev.sluice.dev.node;

import com.sun.management.OperatingSystemMXBean;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** The Node that the cluster sees. */
final class NodeObject {
  static final String ADDRESS = "127.0.0.1";

  /** Steps wait for the store most of the time, so pods may ask for twice the cores there are. */
  private static final int PODS_PER_CORE = 2;

  private static final int MOST_PODS = 110;

  private NodeObject() {}

  static Map<String, Quantity> allocatable() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    int cores = Runtime.getRuntime().availableProcessors();
    return Map.of(
        "cpu", new Quantity(Integer.toString(cores * PODS_PER_CORE)),
        "memory", new Quantity(Long.toString(memory)),
        "pods", new Quantity(Integer.toString(MOST_PODS)));
  }

  static Map<String, String> labels(String name) {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceFirst(" .*", "");
    return Map.of(
        "kubernetes.io/hostname", name, "kubernetes.io/arch", arch, "kubernetes.io/os", os);
  }

  static Node of(String name, int port, Instant now) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels(name))
        .endMetadata()
        .withNewStatus()
        .withCapacity(allocatable())
        .withAllocatable(allocatable())
        .withConditions(
            condition("Ready", "True", "LocalNodeReady", now),
            condition("MemoryPressure", "False", "LocalNodeHasSufficientMemory", now),
            condition("DiskPressure", "False", "LocalNodeHasNoDiskPressure", now),
            condition("PIDPressure", "False", "LocalNodeHasSufficientPID", now))
        .addNewAddress(ADDRESS, "InternalIP")
        .addNewAddress(name, "Hostname")
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint()
        .withPort(port)
        .endKubeletEndpoint()
        .endDaemonEndpoints()
        .withNewNodeInfo()
        .withKubeletVersion("local")
        .withContainerRuntimeVersion("process://local")
        .withOperatingSystem(System.getProperty("os.name").toLowerCase(Locale.ROOT))
        .withArchitecture(System.getProperty("os.arch"))
        .withOsImage(System.getProperty("os.name"))
        .withKernelVersion(System.getProperty("os.version"))
        .withKubeProxyVersion("")
        .withMachineID("")
        .withSystemUUID("")
        .withBootID("")
        .endNodeInfo()
        .endStatus()
        .build();
  }

  private static NodeCondition condition(String type, String status, String reason, Instant now) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastHeartbeatTime(Times.text(now))
        .withLastTransitionTime(Times.text(now))
        .build();
  }
}
