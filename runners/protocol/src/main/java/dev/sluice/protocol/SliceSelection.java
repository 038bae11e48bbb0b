package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which slices of a dataset a reader reads. */
public enum SliceSelection {
  /** The slice of the run's own date; of an unsliced dataset, all of it. */
  @JsonProperty("Run")
  RUN,
  /** The slice with the latest date. */
  @JsonProperty("Newest")
  NEWEST,
  /** Every slice. */
  @JsonProperty("All")
  ALL
}
