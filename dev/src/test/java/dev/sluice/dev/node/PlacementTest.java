package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private final Placement placement =
      new Placement(
          Map.of(
              "cpu", new Quantity("2"), "memory", new Quantity("1Gi"), "pods", new Quantity("3")),
          Map.of("kubernetes.io/hostname", "local"));

  private static Pod pod(String cpu, String memory) {
    return new PodBuilder()
        .withNewSpec()
        .addNewContainer()
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void podThatFillsTheNodeExactlyFits() {
    assertThat(placement.obstacle(pod("1500m", "512Mi"), List.of(pod("500m", "512Mi")))).isEmpty();
  }

  @Test
  void everyResourceThatIsShortIsNamed() {
    assertThat(placement.obstacle(pod("1501m", "600Mi"), List.of(pod("500m", "512Mi"))))
        .contains("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.");
  }

  @Test
  void podsAreCountedToo() {
    Pod small = pod("1m", "1Mi");
    assertThat(placement.obstacle(small, List.of(small, small, small)))
        .contains("0/1 nodes are available: 1 Too many pods.");
  }

  @Test
  void nodeSelectorMustMatch() {
    Pod pod = pod("1m", "1Mi").edit().editSpec().addToNodeSelector("gpu", "yes").endSpec().build();
    assertThat(placement.obstacle(pod, List.of()))
        .contains("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
  }

  @Test
  void largestInitContainerCounts() {
    Pod pod =
        pod("1", "1Mi")
            .edit()
            .editSpec()
            .addNewInitContainer()
            .withNewResources()
            .addToRequests("cpu", new Quantity("3"))
            .endResources()
            .endInitContainer()
            .endSpec()
            .build();
    assertThat(Placement.request(pod, "cpu")).isEqualByComparingTo("3");
  }
}
