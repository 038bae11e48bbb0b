package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which ends of a run are told. */
public enum NotifyWhen {
  /** All other steps succeeded. */
  @JsonProperty("Succeeded")
  SUCCEEDED,
  /** A step did not succeed. */
  @JsonProperty("Failed")
  FAILED,
  /** Every end. */
  @JsonProperty("Always")
  ALWAYS
}
