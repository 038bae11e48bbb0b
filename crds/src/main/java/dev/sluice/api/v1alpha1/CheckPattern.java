package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An expression for the values of a column. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckPattern(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription(
            "Regular expression that the whole value must match, in the dialect of the engine that"
                + " checks: of a dataset RE2 with DuckDB, Java's with Spark and Athena.")
        @Required
        @Size(min = 1, max = 512)
        String regex) {}
