package dev.sluice.lake;

import dev.sluice.protocol.RunContext;

/**
 * The attempt that published a slice.
 *
 * @param runUid UID of the PipelineRun
 * @param fencingToken the writer with the higher token owns the slice
 */
public record Writer(
    String namespace, String run, String runUid, String task, int attempt, long fencingToken) {

  static Writer of(RunContext run) {
    return new Writer(
        run.namespace(), run.name(), run.uid(), run.task(), run.attempt(), run.fencingToken());
  }

  /**
   * Whether this writer owns the slice when both want it: the token decides, then the run's UID.
   */
  boolean outranks(Writer other) {
    if (fencingToken != other.fencingToken) {
      return fencingToken > other.fencingToken;
    }
    return runUid.compareTo(other.runUid) > 0;
  }

  /** Whether both are attempts of one task of one run. */
  boolean sameTask(Writer other) {
    return runUid.equals(other.runUid) && task.equals(other.task);
  }
}
