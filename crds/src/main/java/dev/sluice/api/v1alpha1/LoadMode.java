package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How rows get into a table. */
public enum LoadMode {
  /** Adds the rows; the same slice with the same content is loaded once only. */
  @JsonProperty("Append")
  APPEND,
  /** Deletes the rows of the slice and adds the new ones. */
  @JsonProperty("ReplaceSlice")
  REPLACE_SLICE,
  /** Updates rows with the same keys and adds the others. */
  @JsonProperty("Merge")
  MERGE,
  /** Replaces all rows. */
  @JsonProperty("Replace")
  REPLACE
}
