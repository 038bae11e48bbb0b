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
    @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 255) String name,
    @JsonPropertyDescription(
            "Its type: string, boolean, int, bigint, double, decimal(p,s), date, timestamp. Default: found from the data.")
        @Pattern(
            "^(string|boolean|int|bigint|double|date|timestamp|decimal\\([0-9]{1,2},[0-9]{1,2}\\))$")
        @Size(min = 1, max = 32)
        @Nullable String type) {}
