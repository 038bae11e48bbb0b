package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A class of failures that may be tried again. */
public enum RetryReason {
  /** The runner says that it may go away by itself (exit code 20). */
  @JsonProperty("Transient")
  TRANSIENT,
  /** The runner died or was evicted. */
  @JsonProperty("Crashed")
  CRASHED,
  /** The attempt ran longer than spec.timeout. */
  @JsonProperty("Timeout")
  TIMEOUT
}
