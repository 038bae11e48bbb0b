package dev.sluice.api.v1alpha1;

/** Names, patterns and wording that all resources share. */
public final class SluiceApi {
  public static final String GROUP = "sluice.dev";
  public static final String VERSION = "v1alpha1";
  public static final String CATEGORY = "sluice";

  /**
   * RFC 1123 label: what a name of ours may be, because it becomes part of pod names and labels.
   */
  static final String NAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

  static final String NAME_RULE =
      "size(self.metadata.name) <= 63 && self.metadata.name.matches('" + NAME + "')";
  static final String NAME_MESSAGE =
      "metadata.name becomes part of pod names and labels: use at most 63 lower-case letters, digits"
          + " and '-'";

  /** Go-style duration in hours, minutes and seconds. */
  static final String DURATION = "^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?$";

  static final String DURATION_RULE = "duration(self) >= duration('1s')";
  static final String DURATION_MESSAGE = "must be at least 1s, written like 90s, 15m or 1h30m";

  /** A path below a prefix or folder: no slash at its ends, no empty, dot or hidden segment. */
  static final String PATH =
      "^[A-Za-z0-9$()=-][A-Za-z0-9._$()=-]*(/[A-Za-z0-9$()=-][A-Za-z0-9._$()=-]*)*$";

  /** A name that needs no quotes in any SQL dialect. */
  static final String IDENTIFIER = "^[A-Za-z_][A-Za-z0-9_]{0,62}$";

  /** {@code schema.table}. */
  static final String TABLE = "^[A-Za-z_][A-Za-z0-9_]{0,62}\\.[A-Za-z_][A-Za-z0-9_]{0,62}$";

  /** A Kubernetes quantity, without exponents. */
  static final String QUANTITY = "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";

  static final String RETRY =
      "When and how often a failed attempt is tried again. Default: 2 retries.";
  static final String TIMEOUT =
      "How long one attempt may run, such as 30m or 2h; then it is stopped and counts as failed with"
          + " reason Timeout. Default: no limit.";
  static final String PENDING_TIMEOUT =
      "How long a pod of this step may wait to start (scheduling, image, volumes); then it is replaced,"
          + " at most 3 times, apart from spec.retry. Default: 10m.";
  static final String SERVICE_ACCOUNT =
      "ServiceAccount of the pods: the identity for stores and warehouses that use workload identity."
          + " Default: default.";
  static final String RESOURCES =
      "CPU, memory and scratch space of the pod. Default: what the operator's configuration says for"
          + " this kind of step.";
  static final String POD = "Where and how the pod runs.";
  static final String REPORT_STORE =
      "Name of the ObjectStore that keeps log and report of each attempt, below"
          + " _sluice/<namespace>/<run>/<task>/<attempt>/. Default: the store that the step writes, else"
          + " the one it reads, else the one that is nearest upstream in the pipeline.";
  static final String ON_CHANGE =
      "Run: a changed spec starts a run by itself, also when it is applied for the first time. None:"
          + " only a schedule or a PipelineRun does. A step that is in a pipeline follows the pipeline's"
          + " onChange instead. Default: Run.";

  private SluiceApi() {}
}
