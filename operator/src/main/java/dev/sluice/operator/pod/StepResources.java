package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.ResourceList;
import dev.sluice.api.v1alpha1.Resources;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.operator.graph.StepKind;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CPU and memory of pods: what a step says, or the default of its kind. */
final class StepResources {

  private StepResources() {}

  static ResourceRequirements of(StepKind kind, StepSpec spec) {
    Resources own = spec.resources();
    return requirements(own == null ? defaults(kind, spec) : own);
  }

  static ResourceRequirements ofProbe() {
    return requirements(memory("256Mi", "512Mi"));
  }

  private static Resources defaults(StepKind kind, StepSpec spec) {
    return switch (kind) {
      case DATASET_INGEST -> memory("256Mi", "512Mi");
      case TRANSFORM ->
          PodFactory.isOnSpark(spec) ? memory("1Gi", "2Gi") : memory("256Mi", "512Mi");
      case QUALITY_CHECK ->
          PodFactory.isOnSpark(spec) ? memory("1Gi", "2Gi") : memory("512Mi", "1Gi");
      case WAREHOUSE_LOAD, MODEL_RUN -> memory("512Mi", "1Gi");
      case NOTIFICATION -> memory("128Mi", "256Mi");
    };
  }

  private static Resources memory(String request, String limit) {
    return new Resources(
        new ResourceList("100m", request, null), new ResourceList(null, limit, null));
  }

  private static ResourceRequirements requirements(Resources resources) {
    ResourceRequirements requirements = new ResourceRequirements();
    requirements.setRequests(quantities(resources.requests()));
    requirements.setLimits(quantities(resources.limits()));
    return requirements;
  }

  private static Map<String, Quantity> quantities(@Nullable ResourceList list) {
    Map<String, Quantity> quantities = new LinkedHashMap<>();
    if (list != null) {
      put(quantities, "cpu", list.cpu());
      put(quantities, "memory", list.memory());
      put(quantities, "ephemeral-storage", list.ephemeralStorage());
    }
    return quantities;
  }

  private static void put(Map<String, Quantity> quantities, String name, @Nullable String value) {
    if (value != null) {
      quantities.put(name, new Quantity(value));
    }
  }
}
