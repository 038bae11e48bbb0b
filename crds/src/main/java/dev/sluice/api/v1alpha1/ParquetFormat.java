package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Apache Parquet. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ParquetFormat() {}
