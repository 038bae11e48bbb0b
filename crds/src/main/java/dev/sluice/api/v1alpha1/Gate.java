package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who waits for a check. */
public enum Gate {
  /** The other readers of what is checked. */
  @JsonProperty("Readers")
  READERS,
  /** Nobody. */
  @JsonProperty("None")
  NONE
}
