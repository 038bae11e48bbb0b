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

  static final String REFERENCE_RULE = "self.matches('" + NAME + "')";
  static final String REFERENCE_MESSAGE =
      "must be the name of a resource of Sluice: at most 63 lower-case letters, digits and '-', such"
          + " as movie-ratings";

  /** RFC 1123 subdomain: what the names of Secrets, ConfigMaps, claims and accounts may be. */
  private static final String SUBDOMAIN =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  static final String OBJECT_NAME_RULE = "self.matches('" + SUBDOMAIN + "')";
  static final String OBJECT_NAME_MESSAGE =
      "must be the name of a Kubernetes object: lower-case letters, digits, '-' and '.', such as"
          + " lake-keys";

  /** Go-style duration in hours, minutes and seconds. */
  private static final String DURATION = "^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?$";

  static final String DURATION_RULE =
      "self.matches('" + DURATION + "') && duration(self) >= duration('1s')";
  static final String DURATION_MESSAGE =
      "must be a duration of at least 1s, written like 90s, 15m or 1h30m";

  /** A path below a prefix or folder: no slash at its ends, no empty, dot or hidden segment. */
  private static final String PATH =
      "^[A-Za-z0-9$()=-][A-Za-z0-9._$()=-]*(/[A-Za-z0-9$()=-][A-Za-z0-9._$()=-]*)*$";

  static final String PATH_RULE = "self.matches('" + PATH + "')";
  static final String PATH_MESSAGE =
      "must be a relative path such as raw/ratings: only letters, digits and . _ - = $ ( ), no '/' at"
          + " its ends, no segment that is empty or starts with '.' or '_'";

  /** A path within a dbt project. */
  private static final String PROJECT_PATH =
      "^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$";

  static final String PROJECT_PATH_RULE = "self.matches('" + PROJECT_PATH + "')";
  static final String PROJECT_PATH_MESSAGE =
      "must be a relative path within the project, such as models/marts/dim_movies.sql: no segment"
          + " that is empty or starts with '.'";

  static final String ABSOLUTE_PATH_RULE =
      "self.startsWith('/') && !self.contains('/../') && !self.endsWith('/')";
  static final String ABSOLUTE_PATH_MESSAGE =
      "must be the absolute path of a file in the image, such as /opt/jobs/movies.jar";

  /** A name that needs no quotes in any SQL dialect. */
  static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";

  static final String IDENTIFIER_RULE = "self.matches('^" + IDENTIFIER + "$')";
  static final String IDENTIFIER_MESSAGE =
      "must be a plain SQL name: at most 63 letters, digits and '_', not starting with a digit";

  static final String TABLE_RULE = "self.matches('^" + IDENTIFIER + "\\\\." + IDENTIFIER + "$')";
  static final String TABLE_MESSAGE =
      "must be schema.table, two plain SQL names, such as raw.ratings";

  /** An object of a Snowflake account, written without quotes. */
  static final String ACCOUNT_OBJECT_RULE = "self.matches('^[A-Za-z_][A-Za-z0-9_$]*$')";

  static final String ACCOUNT_OBJECT_MESSAGE =
      "must be a plain name: letters, digits, '_' and '$', not starting with a digit; case does not"
          + " matter";

  static final String URL_RULE =
      "self.matches('^https?://[^/?#@[:space:]]+([/?#][^[:space:]]*)?$')";
  static final String URL_MESSAGE =
      "must be an http or https URL without user, password and spaces, such as"
          + " https://example.com/hook";

  static final String UUID_RULE =
      "self.matches('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')";
  static final String UUID_MESSAGE = "must be an id such as 1f6b3c9a-0d2e-4b7c-9a51-2f8e6d4c0b17";

  static final String HOST_RULE = "self.matches('^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$')";
  static final String HOST_MESSAGE =
      "host must be a name or an address alone, such as db.example.com: the port goes into port";

  static final String DATABASE_RULE = "self.matches('^[A-Za-z_][A-Za-z0-9_$-]{0,62}$')";
  static final String DATABASE_MESSAGE =
      "database must be a plain name: at most 63 letters, digits, '_', '-' and '$', not starting with"
          + " a digit";

  static final String QUANTITY_RULE =
      "isQuantity(string(self)) && !quantity(string(self)).isLessThan(quantity('0'))";
  static final String QUANTITY_MESSAGE =
      "must be an amount as Kubernetes writes it, such as 500m or 2 for cpu, 512Mi or 2Gi for memory";

  static final String LABELS_RULE =
      "self.all(k, k.matches('^([a-z0-9.-]+/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$') &&"
          + " self[k].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))";

  static final String RETRY =
      "When and how often a failed attempt is tried again. Default: 2 retries.";
  static final String TIMEOUT =
      "How long one attempt may run, such as 30m or 2h; then it is stopped and counts as failed with"
          + " reason Timeout. Default: no limit.";
  static final String PENDING_TIMEOUT =
      "How long a pod of this step may wait to start (scheduling, image, volumes); then it is replaced,"
          + " at most 3 times, apart from spec.retry. Default: 10m.";
  static final String SERVICE_ACCOUNT =
      "Name of the ServiceAccount of the pods: the identity for stores and warehouses that use workload identity."
          + " Default: default.";
  static final String RESOURCES =
      "CPU, memory and scratch space of the pod. Default: what the operator's configuration says for"
          + " this kind of step.";
  static final String POD =
      "Image, labels, annotations and placement of the pods. What is not listed here cannot be set:"
          + " pods never run as root and cannot write to their image.";
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
