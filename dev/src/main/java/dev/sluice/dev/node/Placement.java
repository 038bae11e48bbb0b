package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides whether a pod fits on the one node, as a scheduler would. */
final class Placement {
  private final Map<String, Quantity> allocatable;
  private final Map<String, String> labels;

  Placement(Map<String, Quantity> allocatable, Map<String, String> labels) {
    this.allocatable = Map.copyOf(allocatable);
    this.labels = Map.copyOf(labels);
  }

  /** Why a pod cannot run beside those that run, in a scheduler's words; empty when it can. */
  Optional<String> obstacle(Pod pod, Collection<Pod> running) {
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
      return Optional.of(
          "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
    }
    List<String> lacking = new ArrayList<>();
    if (BigDecimal.valueOf(running.size() + 1L).compareTo(amount(allocatable, "pods")) > 0) {
      lacking.add("Too many pods");
    }
    for (String resource : List.of("cpu", "memory")) {
      BigDecimal taken =
          running.stream()
              .map(other -> request(other, resource))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      BigDecimal wanted = request(pod, resource);
      if (wanted.signum() > 0 && taken.add(wanted).compareTo(amount(allocatable, resource)) > 0) {
        lacking.add("Insufficient " + resource);
      }
    }
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of("0/1 nodes are available: 1 " + String.join(", 1 ", lacking) + ".");
  }

  /** What a pod asks for: its containers together, or its largest init container. */
  static BigDecimal request(Pod pod, String resource) {
    BigDecimal together =
        pod.getSpec().getContainers().stream()
            .map(container -> request(container, resource))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return pod.getSpec().getInitContainers().stream()
        .map(container -> request(container, resource))
        .reduce(together, BigDecimal::max);
  }

  private static BigDecimal request(Container container, String resource) {
    if (container.getResources() == null || container.getResources().getRequests() == null) {
      return BigDecimal.ZERO;
    }
    return amount(container.getResources().getRequests(), resource);
  }

  private static BigDecimal amount(Map<String, Quantity> of, String resource) {
    Quantity quantity = of.get(resource);
    return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
  }
}
