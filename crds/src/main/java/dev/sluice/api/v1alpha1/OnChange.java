package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a changed spec does. */
public enum OnChange {
  /** Starts a run. */
  @JsonProperty("Run")
  RUN,
  /** Starts nothing. */
  @JsonProperty("None")
  NONE
}
