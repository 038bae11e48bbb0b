package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which slices of a dataset are read. */
public enum Slices {
  /** The slice of the date of the run. */
  @JsonProperty("Run")
  RUN,
  /** The slice with the latest date. */
  @JsonProperty("Newest")
  NEWEST,
  /** Every slice. */
  @JsonProperty("All")
  ALL
}
