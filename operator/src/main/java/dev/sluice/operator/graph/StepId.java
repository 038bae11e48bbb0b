package dev.sluice.operator.graph;

import dev.sluice.api.v1alpha1.CheckedData;
import dev.sluice.api.v1alpha1.DatasetSource;
import dev.sluice.api.v1alpha1.ModelInput;
import dev.sluice.api.v1alpha1.PipelineStep;
import dev.sluice.api.v1alpha1.StepReference;
import org.jspecify.annotations.Nullable;

/** A step by kind and name, within a namespace. */
public record StepId(StepKind kind, String name) implements Comparable<StepId> {

  /** The step that an entry of a pipeline names; the schema lets exactly one field be set. */
  public static StepId of(PipelineStep step) {
    return of(
        step.datasetIngest(),
        step.transform(),
        step.qualityCheck(),
        step.warehouseLoad(),
        step.modelRun(),
        step.notification());
  }

  /** The step that a run names. */
  public static StepId of(StepReference step) {
    return of(
        step.datasetIngest(),
        step.transform(),
        step.qualityCheck(),
        step.warehouseLoad(),
        step.modelRun(),
        step.notification());
  }

  /** The step whose dataset is read. */
  public static StepId of(DatasetSource from) {
    return of(from.datasetIngest(), from.transform(), from.qualityCheck(), null, null, null);
  }

  /** The step whose data is checked; null for a table that no step makes. */
  public static @Nullable StepId of(CheckedData data) {
    return data.warehouse() != null
        ? null
        : of(
            data.datasetIngest(),
            data.transform(),
            data.qualityCheck(),
            data.warehouseLoad(),
            data.modelRun(),
            null);
  }

  /** The step that a dbt project reads. */
  static StepId of(ModelInput input) {
    return of(null, null, null, input.warehouseLoad(), input.modelRun(), null);
  }

  private static StepId of(
      @Nullable String datasetIngest,
      @Nullable String transform,
      @Nullable String qualityCheck,
      @Nullable String warehouseLoad,
      @Nullable String modelRun,
      @Nullable String notification) {
    if (datasetIngest != null) {
      return new StepId(StepKind.DATASET_INGEST, datasetIngest);
    }
    if (transform != null) {
      return new StepId(StepKind.TRANSFORM, transform);
    }
    if (qualityCheck != null) {
      return new StepId(StepKind.QUALITY_CHECK, qualityCheck);
    }
    if (warehouseLoad != null) {
      return new StepId(StepKind.WAREHOUSE_LOAD, warehouseLoad);
    }
    if (modelRun != null) {
      return new StepId(StepKind.MODEL_RUN, modelRun);
    }
    if (notification != null) {
      return new StepId(StepKind.NOTIFICATION, notification);
    }
    throw new IllegalArgumentException("A reference names no step.");
  }

  /** {@code Transform ratings}, for messages. */
  @Override
  public String toString() {
    return kind.kind() + " " + name;
  }

  @Override
  public int compareTo(StepId other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }
}
