package dev.sluice.api.v1alpha1;

import org.jspecify.annotations.Nullable;

/** What the specs of all kinds of steps have in common; each has these fields at its top. */
public sealed interface StepSpec
    permits DatasetIngestSpec,
        TransformSpec,
        QualityCheckSpec,
        WarehouseLoadSpec,
        ModelRunSpec,
        NotificationSpec {
  @Nullable Retry retry();

  @Nullable String timeout();

  @Nullable String pendingTimeout();

  @Nullable String serviceAccountName();

  @Nullable Resources resources();

  @Nullable PodOptions pod();

  @Nullable String reportStore();

  @Nullable OnChange onChange();
}
