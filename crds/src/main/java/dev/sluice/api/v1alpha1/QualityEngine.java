package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What computes the checks of a dataset. */
public enum QualityEngine {
  /** In the pod of the check. */
  @JsonProperty("DuckDB")
  DUCKDB,
  /** In the pod of the check, too: in the SQL of transforms, with a heap that spills to disk. */
  @JsonProperty("Spark")
  SPARK,
  /** Amazon Athena, where the data is: only footers of files get into the pod. */
  @JsonProperty("Athena")
  ATHENA
}
