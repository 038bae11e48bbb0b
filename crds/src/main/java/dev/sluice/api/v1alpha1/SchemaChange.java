package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a dataset has columns that the table lacks. */
public enum SchemaChange {
  /** The load fails and names them. */
  @JsonProperty("Fail")
  FAIL,
  /** The table gets them. */
  @JsonProperty("AddColumns")
  ADD_COLUMNS
}
