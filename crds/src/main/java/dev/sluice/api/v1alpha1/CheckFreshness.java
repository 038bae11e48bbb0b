package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How old the newest value may be. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckFreshness(
    @JsonPropertyDescription("Name of a column of type date or timestamp.")
        @Required
        @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("Highest age of the newest value, counted back from now, such as 36h.")
        @Required
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        String maxAge) {}
