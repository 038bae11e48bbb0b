package dev.sluice.operator.pipeline;

import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineStep;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.operator.graph.Reads;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.kube.Catalog;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which steps belong to which pipelines, and which read which. */
public final class Members {

  private Members() {}

  /** The steps that a pipeline names. */
  static List<StepId> of(Pipeline pipeline) {
    List<StepId> steps = new ArrayList<>();
    for (PipelineStep step : pipeline.getSpec().steps()) {
      steps.add(StepId.of(step));
    }
    for (PipelineStep step : pipeline.getSpec().finallySteps()) {
      steps.add(StepId.of(step));
    }
    return steps;
  }

  /** Whether any pipeline of the namespace names the step. */
  public static boolean isInPipeline(Catalog catalog, String namespace, StepId step) {
    return catalog.list(Pipeline.class, namespace).anyMatch(p -> of(p).contains(step));
  }

  /** Whether a pipeline names the step, or a step that reads it. */
  public static boolean concerns(Catalog catalog, Pipeline pipeline, StepId step) {
    List<StepId> members = of(pipeline);
    return members.contains(step)
        || readers(catalog, pipeline.getMetadata().getNamespace(), step)
            .anyMatch(members::contains);
  }

  /** The steps that read a step. */
  public static Stream<StepId> readers(Catalog catalog, String namespace, StepId step) {
    return Stream.of(StepKind.values())
        .flatMap(
            kind ->
                catalog
                    .list(kind.resourceType(), namespace)
                    .filter(reader -> reads(reader, step))
                    .map(reader -> new StepId(kind, reader.getMetadata().getName())));
  }

  /** The steps that name a connection. */
  public static Stream<StepId> users(
      Catalog catalog, String namespace, boolean isStore, String connection) {
    return Stream.of(StepKind.values())
        .flatMap(
            kind ->
                catalog
                    .list(kind.resourceType(), namespace)
                    .filter(
                        user ->
                            (isStore
                                    ? Reads.stores(user.getSpec())
                                    : Reads.warehouses(user.getSpec()))
                                .contains(connection))
                    .map(user -> new StepId(kind, user.getMetadata().getName())));
  }

  private static boolean reads(CustomResource<? extends StepSpec, ?> reader, StepId step) {
    return Reads.of(reader.getSpec()).stream().anyMatch(input -> input.producer().equals(step));
  }
}
