package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a container may ask about its own pod: fieldRef and resourceFieldRef. */
final class PodFields {
  private static final Pattern KEYED =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)']");

  private PodFields() {}

  static String field(Pod pod, String path) throws NotConfigured {
    Matcher keyed = KEYED.matcher(path);
    if (keyed.matches()) {
      Map<String, String> map = keyed.group(1).equals("labels") ? labels(pod) : annotations(pod);
      return map.getOrDefault(keyed.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "metadata.labels" -> lines(labels(pod));
      case "metadata.annotations" -> lines(annotations(pod));
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      case "status.hostIP", "status.podIP", "status.hostIPs", "status.podIPs" -> NodeObject.ADDRESS;
      default -> throw NotConfigured.missing("fieldPath \"" + path + "\" is not known");
    };
  }

  /** A request or limit of a container; without a limit it is what the node has. */
  static String resource(
      Container container, ResourceFieldSelector selector, Map<String, Quantity> allocatable)
      throws NotConfigured {
    String[] path = selector.getResource().split("\\.", 2);
    ResourceRequirements resources = container.getResources();
    Map<String, Quantity> asked =
        switch (path[0]) {
          case "limits" -> resources == null ? null : resources.getLimits();
          case "requests" -> resources == null ? null : resources.getRequests();
          default ->
              throw NotConfigured.missing(
                  "resourceFieldRef \"" + selector.getResource() + "\" is not known");
        };
    Quantity quantity = asked == null ? null : asked.get(path[1]);
    if (quantity == null && path[0].equals("limits")) {
      quantity = allocatable.get(path[1]);
    }
    BigDecimal amount = quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    return amount.divide(divisor(selector.getDivisor()), 0, RoundingMode.CEILING).toPlainString();
  }

  private static BigDecimal divisor(@Nullable Quantity divisor) {
    if (divisor == null || divisor.getNumericalAmount().signum() == 0) {
      return BigDecimal.ONE;
    }
    return divisor.getNumericalAmount();
  }

  private static Map<String, String> labels(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static Map<String, String> annotations(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  private static String lines(Map<String, String> map) {
    return map.entrySet().stream()
        .map(entry -> entry.getKey() + "=\"" + entry.getValue().replace("\"", "\\\"") + "\"")
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
