package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a new run does while another one of the pipeline runs. */
public enum ConcurrencyPolicy {
  /** Waits until the other has ended; runs start in the order in which they were made. */
  @JsonProperty("Queue")
  QUEUE,
  /** Runs beside it. */
  @JsonProperty("Allow")
  ALLOW,
  /** Cancels it. */
  @JsonProperty("Replace")
  REPLACE
}
