package dev.sluice.operator.step;

import dev.sluice.api.v1alpha1.ConnectionStatus;
import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.Reads;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Conditions;
import io.fabric8.kubernetes.client.CustomResource;
import org.jspecify.annotations.Nullable;

/** Finds out whether a step could run: what it names is there, ready, and nobody else's. */
final class StepValidator {

  private final Catalog catalog;

  StepValidator(Catalog catalog) {
    this.catalog = catalog;
  }

  /** What keeps the step from running, or null. */
  @Nullable Problem validate(String namespace, StepId step, StepSpec spec) {
    for (Reads.Input input : Reads.of(spec)) {
      CustomResource<? extends StepSpec, StepStatus> producer =
          catalog.step(namespace, input.producer());
      if (producer == null) {
        return new Problem(
            Reasons.STEP_NOT_FOUND,
            input.field()
                + " names "
                + input.producer()
                + ", which does not exist in this namespace: apply it, or correct the name.");
      }
      Problem unreadable = Reads.unreadable(input, producer.getSpec());
      if (unreadable != null) {
        return unreadable;
      }
    }
    Problem conflict = outputConflict(namespace, step, spec);
    if (conflict != null) {
      return conflict;
    }
    for (String name : Reads.stores(spec)) {
      ObjectStore store = catalog.store(namespace, name);
      Problem problem =
          connection("ObjectStore", name, store != null, store == null ? null : store.getStatus());
      if (problem != null) {
        return problem;
      }
    }
    for (String name : Reads.warehouses(spec)) {
      Warehouse warehouse = catalog.warehouse(namespace, name);
      Problem problem =
          connection(
              "Warehouse",
              name,
              warehouse != null,
              warehouse == null ? null : warehouse.getStatus());
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable Problem connection(
      String kind, String name, boolean exists, @Nullable ConnectionStatus status) {
    if (!exists) {
      return new Problem(
          Reasons.CONNECTION_NOT_FOUND,
          kind
              + " "
              + name
              + " does not exist in this namespace: apply it, or correct the name in spec.");
    }
    if (status == null || !Conditions.isTrue(status.conditions(), Conditions.READY)) {
      String why =
          status == null
              ? " yet."
              : Conditions.find(status.conditions(), Conditions.READY)
                  .map(condition -> ": " + condition.getMessage())
                  .orElse(" yet.");
      return new Problem(Reasons.CONNECTION_NOT_READY, kind + " " + name + " is not ready" + why);
    }
    return null;
  }

  private @Nullable Problem outputConflict(String namespace, StepId step, StepSpec spec) {
    for (String path : Reads.outputPaths(spec)) {
      Problem conflict = outputConflict(namespace, step, path);
      if (conflict != null) {
        return conflict;
      }
    }
    return null;
  }

  private @Nullable Problem outputConflict(String namespace, StepId step, String path) {
    for (StepKind kind : StepKind.values()) {
      CustomResource<? extends StepSpec, StepStatus> other =
          catalog
              .list(kind.resourceType(), namespace)
              .filter(r -> Reads.outputPaths(r.getSpec()).contains(path))
              .filter(r -> !step.equals(new StepId(kind, r.getMetadata().getName())))
              .findFirst()
              .orElse(null);
      if (other != null) {
        return new Problem(
            Reasons.OUTPUT_CONFLICT,
            "spec.output.path: "
                + new StepId(kind, other.getMetadata().getName())
                + " writes "
                + path
                + ", too: give one of them another path.");
      }
    }
    return null;
  }
}
