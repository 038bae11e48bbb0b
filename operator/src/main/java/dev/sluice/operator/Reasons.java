package dev.sluice.operator;

/** Reasons of conditions, tasks and events. They are API: people and alerts match on them. */
public final class Reasons {

  // Ready of definitions

  /** The definition is valid and what it refers to is ready. */
  public static final String READY = "Ready";

  /** A step that is referred to does not exist. */
  public static final String STEP_NOT_FOUND = "StepNotFound";

  /** An ObjectStore or Warehouse that is referred to does not exist. */
  public static final String CONNECTION_NOT_FOUND = "ConnectionNotFound";

  /** An ObjectStore or Warehouse that is referred to is not Ready. */
  public static final String CONNECTION_NOT_READY = "ConnectionNotReady";

  /** A step of the pipeline is not Ready. */
  public static final String STEP_NOT_READY = "StepNotReady";

  /** Steps wait for each other. */
  public static final String CYCLE = "Cycle";

  /** Two steps of a pipeline have the same name. */
  public static final String DUPLICATE_STEP = "DuplicateStep";

  /** Two steps write the same folder of an object store. */
  public static final String OUTPUT_CONFLICT = "OutputConflict";

  /** A step reads what a check has passed, but the check has no output. */
  public static final String NO_OUTPUT = "NoOutput";

  /** A reader names an output that a Transform does not have, or none where it has several. */
  public static final String OUTPUT_NOT_FOUND = "OutputNotFound";

  /** A spec uses a parameter that the pipeline does not declare, or a run sets one. */
  public static final String UNKNOWN_PARAMETER = "UnknownParameter";

  /** A run sets no value for a parameter without default. */
  public static final String MISSING_PARAMETER = "MissingParameter";

  /** A run selects a step that the pipeline does not have. */
  public static final String UNKNOWN_TASK = "UnknownTask";

  /** A step has no object store in which its log and report could be kept. */
  public static final String NO_REPORT_STORE = "NoReportStore";

  /** A schedule has a time zone that does not exist, or a day that never comes. */
  public static final String INVALID_SCHEDULE = "InvalidSchedule";

  /** A request is larger than a pod can be given. */
  public static final String SPEC_TOO_LARGE = "SpecTooLarge";

  // Ready of connections

  /** The probe could use the connection. */
  public static final String PROBE_SUCCEEDED = "ProbeSucceeded";

  /** The probe is on its way. */
  public static final String PROBING = "Probing";

  /** The probe's pod cannot start, for instance because a Secret is missing. */
  public static final String PROBE_CANNOT_START = "ProbeCannotStart";

  // Succeeded of runs and steps

  /** Everything that was selected has succeeded. */
  public static final String SUCCEEDED = "Succeeded";

  /** Tasks run, or wait for others. */
  public static final String RUNNING = "Running";

  /** Waits for an older run of the same pipeline. */
  public static final String QUEUED = "Queued";

  /** The pipeline or step does not exist or is not Ready. */
  public static final String NOT_READY = "NotReady";

  /** What the run had pinned was deleted with its step or pipeline, before the run ended. */
  public static final String REVISION_LOST = "RevisionLost";

  /** A user suspended the run. */
  public static final String SUSPENDED = "Suspended";

  /** A user, or a newer run, cancelled the run. */
  public static final String CANCELLED = "Cancelled";

  /** A task has failed for good. */
  public static final String FAILED = "Failed";

  // Tasks

  /** The pod is gone without a trace of how it ended. */
  public static final String POD_LOST = "PodLost";

  /** The pod was evicted, or its node went away. */
  public static final String EVICTED = "Evicted";

  /** The attempt took longer than spec.timeout. */
  public static final String TIMEOUT = "Timeout";

  /** The container used more memory than its limit. */
  public static final String OUT_OF_MEMORY = "OutOfMemory";

  /** The runner ended without a result. */
  public static final String RUNNER_CRASHED = "RunnerCrashed";

  /** No pod of the task started within spec.pendingTimeout. */
  public static final String NEVER_STARTED = "NeverStarted";

  /** A pod of that name belongs to somebody else. */
  public static final String POD_NAME_TAKEN = "PodNameTaken";

  /** The API server refused the pod. */
  public static final String POD_REFUSED = "PodRefused";

  /** The warehouse or store has as many tasks as its parallelism allows. */
  public static final String WAITING_FOR_SLOT = "WaitingForSlot";

  /** The notification is for another end of the run than this one. */
  public static final String NOT_CALLED_FOR = "NotCalledFor";

  /** A task before it did not succeed. */
  public static final String UPSTREAM_FAILED = "UpstreamFailed";

  private Reasons() {}
}
