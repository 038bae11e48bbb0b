package dev.sluice.operator.graph;

import dev.sluice.api.v1alpha1.DatasetIngest;
import dev.sluice.api.v1alpha1.DatasetIngestSpec;
import dev.sluice.api.v1alpha1.ModelRun;
import dev.sluice.api.v1alpha1.ModelRunSpec;
import dev.sluice.api.v1alpha1.Notification;
import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.QualityCheck;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.Transform;
import dev.sluice.api.v1alpha1.TransformSpec;
import dev.sluice.api.v1alpha1.WarehouseLoad;
import dev.sluice.api.v1alpha1.WarehouseLoadSpec;
import io.fabric8.kubernetes.client.CustomResource;

/** The kinds of steps. */
public enum StepKind {
  DATASET_INGEST("datasetIngest", "di", DatasetIngest.class, DatasetIngestSpec.class),
  TRANSFORM("transform", "tf", Transform.class, TransformSpec.class),
  QUALITY_CHECK("qualityCheck", "qc", QualityCheck.class, QualityCheckSpec.class),
  WAREHOUSE_LOAD("warehouseLoad", "wl", WarehouseLoad.class, WarehouseLoadSpec.class),
  MODEL_RUN("modelRun", "mr", ModelRun.class, ModelRunSpec.class),
  NOTIFICATION("notification", "nt", Notification.class, NotificationSpec.class);

  private final String field;
  private final String shortName;
  private final Class<? extends CustomResource<? extends StepSpec, StepStatus>> resourceType;
  private final Class<? extends StepSpec> specType;

  StepKind(
      String field,
      String shortName,
      Class<? extends CustomResource<? extends StepSpec, StepStatus>> resourceType,
      Class<? extends StepSpec> specType) {
    this.field = field;
    this.shortName = shortName;
    this.resourceType = resourceType;
    this.specType = specType;
  }

  /** The field that refers to a step of this kind, such as {@code datasetIngest}. */
  public String field() {
    return field;
  }

  /** The short name of the resource, such as {@code di}. */
  public String shortName() {
    return shortName;
  }

  public Class<? extends CustomResource<? extends StepSpec, StepStatus>> resourceType() {
    return resourceType;
  }

  public Class<? extends StepSpec> specType() {
    return specType;
  }

  /** The kind as Kubernetes names it, such as {@code DatasetIngest}. */
  public String kind() {
    return resourceType.getSimpleName();
  }
}
