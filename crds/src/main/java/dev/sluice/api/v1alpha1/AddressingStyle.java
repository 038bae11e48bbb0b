package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the bucket is named in a URL. */
public enum AddressingStyle {
  /** In the host. */
  @JsonProperty("Virtual")
  VIRTUAL,
  /** In the path. */
  @JsonProperty("Path")
  PATH
}
