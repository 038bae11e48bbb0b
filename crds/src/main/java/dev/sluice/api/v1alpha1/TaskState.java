package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a task stands. */
public enum TaskState {
  /** Waits for other tasks, for a free place, or for its next attempt. */
  @JsonProperty("Pending")
  PENDING,
  /** Has a pod. */
  @JsonProperty("Running")
  RUNNING,
  /** Has done its work. */
  @JsonProperty("Succeeded")
  SUCCEEDED,
  /** Has failed for good. */
  @JsonProperty("Failed")
  FAILED,
  /** Never runs, because a task before it did not succeed. */
  @JsonProperty("Skipped")
  SKIPPED,
  /** Was stopped. */
  @JsonProperty("Cancelled")
  CANCELLED
}
