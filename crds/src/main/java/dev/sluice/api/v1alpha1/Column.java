package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A column of a file. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Column(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255) String name,
    @JsonPropertyDescription(
            "Type of the column: string, boolean, int, bigint, double, decimal(p,s) with p up to 38, date, timestamp. Default: found from the data.")
        // A rule would give a better message, but costs too much for so many columns.
        @Pattern(
            "^(string|boolean|int|bigint|double|date|timestamp|decimal\\(([1-9]|[12][0-9]|3[0-8]),[0-9]{1,2}\\))$")
        @Size(min = 1, max = 32)
        @Nullable String type) {}
