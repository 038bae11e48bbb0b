package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a user wants of a run. */
public enum DesiredState {
  /** It goes on. */
  @JsonProperty("Running")
  RUNNING,
  /** No new attempt starts. */
  @JsonProperty("Suspended")
  SUSPENDED,
  /** Attempts are stopped and the run ends. */
  @JsonProperty("Cancelled")
  CANCELLED
}
