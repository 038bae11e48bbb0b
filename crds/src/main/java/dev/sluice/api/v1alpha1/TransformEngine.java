package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What runs the queries of a Transform. */
public enum TransformEngine {
  /** Spark SQL, Python and jars. */
  @JsonProperty("Spark")
  SPARK,
  /** DuckDB: SQL only, starts in a fraction of the time and needs a fraction of the memory. */
  @JsonProperty("DuckDB")
  DUCKDB
}
