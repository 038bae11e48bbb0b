package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a failed check means. */
public enum Severity {
  /** The step fails. */
  @JsonProperty("Error")
  ERROR,
  /** The step succeeds and says so. */
  @JsonProperty("Warn")
  WARN
}
