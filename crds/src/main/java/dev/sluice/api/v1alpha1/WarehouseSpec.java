package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A database. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.duckdb), has(self.postgresql), has(self.redshift), has(self.snowflake)].filter(x, x).size() == 1",
    message =
        "spec must say which warehouse this is: set exactly one of duckdb, postgresql, redshift and snowflake")
@ValidationRule(
    value = "!has(self.duckdb) || !has(self.parallelism) || self.parallelism == 1",
    message = "parallelism: a DuckDB file has one writer; leave parallelism out or set it to 1")
public record WarehouseSpec(
    @JsonPropertyDescription(
            "A DuckDB database file. It has one writer at a time, which Sluice sees to.")
        @Nullable DuckDb duckdb,
    @JsonPropertyDescription("A database of a PostgreSQL server.") @Nullable Postgresql postgresql,
    @JsonPropertyDescription("A database of a Redshift cluster or workgroup.")
        @Nullable Redshift redshift,
    @JsonPropertyDescription("A database in a Snowflake account.") @Nullable Snowflake snowflake,
    @JsonPropertyDescription(
            "How many tasks may use the warehouse at the same time, over all runs. DuckDB: always 1. Default: no limit.")
        @Min(1)
        @Max(1000)
        @Nullable Integer parallelism) {}
