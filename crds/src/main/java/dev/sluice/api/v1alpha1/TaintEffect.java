package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a taint does. */
public enum TaintEffect {
  /** New pods stay away. */
  @JsonProperty("NoSchedule")
  NO_SCHEDULE,
  /** New pods rather stay away. */
  @JsonProperty("PreferNoSchedule")
  PREFER_NO_SCHEDULE,
  /** Running pods are evicted, too. */
  @JsonProperty("NoExecute")
  NO_EXECUTE
}
