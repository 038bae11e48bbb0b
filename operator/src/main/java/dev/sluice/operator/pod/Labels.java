package dev.sluice.operator.pod;

/** Labels and annotations of the pods that the operator makes. */
public final class Labels {
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String SLUICE = "sluice";

  /** Name of the PipelineRun. */
  public static final String RUN = "sluice.dev/run";

  /** Name of the task. */
  public static final String TASK = "sluice.dev/task";

  /** Number of the attempt. */
  public static final String ATTEMPT = "sluice.dev/attempt";

  /** Name of the ObjectStore or Warehouse that a pod probes. */
  public static final String PROBE = "sluice.dev/probe";

  /** Annotation: what the run pinned, so that a run whose status was never written finds it. */
  public static final String REVISION = "sluice.dev/revision";

  /** Annotation: connections with limited parallelism that the pod uses, comma-separated. */
  public static final String USES = "sluice.dev/uses";

  private Labels() {}
}
