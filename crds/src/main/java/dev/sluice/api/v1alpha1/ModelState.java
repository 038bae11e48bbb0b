package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a project is compared with. */
public enum ModelState {
  @JsonProperty("None")
  NONE,
  @JsonProperty("LastSuccess")
  LAST_SUCCESS
}
