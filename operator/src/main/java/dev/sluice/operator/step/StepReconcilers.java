package dev.sluice.operator.step;

import dev.sluice.api.v1alpha1.DatasetIngest;
import dev.sluice.api.v1alpha1.ModelRun;
import dev.sluice.api.v1alpha1.Notification;
import dev.sluice.api.v1alpha1.QualityCheck;
import dev.sluice.api.v1alpha1.Transform;
import dev.sluice.api.v1alpha1.WarehouseLoad;
import dev.sluice.operator.graph.StepKind;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;

/** The one reconciler of steps, once for each kind: the framework finds the kind by the class. */
public final class StepReconcilers {

  private StepReconcilers() {}

  /** One reconciler for each kind of step. */
  public static List<Reconciler<?>> all(StepTools tools) {
    return List.of(
        new OfIngests(tools),
        new OfTransforms(tools),
        new OfChecks(tools),
        new OfLoads(tools),
        new OfModels(tools),
        new OfNotifications(tools));
  }

  @ControllerConfiguration(name = "datasetingests", informer = @Informer)
  static final class OfIngests extends StepReconciler<DatasetIngest>
      implements Reconciler<DatasetIngest> {
    OfIngests(StepTools tools) {
      super(StepKind.DATASET_INGEST, DatasetIngest.class, tools);
    }
  }

  @ControllerConfiguration(name = "transforms", informer = @Informer)
  static final class OfTransforms extends StepReconciler<Transform>
      implements Reconciler<Transform> {
    OfTransforms(StepTools tools) {
      super(StepKind.TRANSFORM, Transform.class, tools);
    }
  }

  @ControllerConfiguration(name = "qualitychecks", informer = @Informer)
  static final class OfChecks extends StepReconciler<QualityCheck>
      implements Reconciler<QualityCheck> {
    OfChecks(StepTools tools) {
      super(StepKind.QUALITY_CHECK, QualityCheck.class, tools);
    }
  }

  @ControllerConfiguration(name = "warehouseloads", informer = @Informer)
  static final class OfLoads extends StepReconciler<WarehouseLoad>
      implements Reconciler<WarehouseLoad> {
    OfLoads(StepTools tools) {
      super(StepKind.WAREHOUSE_LOAD, WarehouseLoad.class, tools);
    }
  }

  @ControllerConfiguration(name = "modelruns", informer = @Informer)
  static final class OfModels extends StepReconciler<ModelRun> implements Reconciler<ModelRun> {
    OfModels(StepTools tools) {
      super(StepKind.MODEL_RUN, ModelRun.class, tools);
    }
  }

  @ControllerConfiguration(name = "notifications", informer = @Informer)
  static final class OfNotifications extends StepReconciler<Notification>
      implements Reconciler<Notification> {
    OfNotifications(StepTools tools) {
      super(StepKind.NOTIFICATION, Notification.class, tools);
    }
  }
}
