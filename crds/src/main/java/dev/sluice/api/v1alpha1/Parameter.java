package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A parameter of a pipeline. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Parameter(
    @JsonPropertyDescription("Name of the parameter.")
        @Required
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        String name,
    @JsonProperty("default")
        @JsonPropertyDescription(
            "Its value when a run sets none. Without a default every run must set it.")
        @Size(max = 1024)
        @Nullable String defaultValue,
    @JsonPropertyDescription("What it is for.") @Size(max = 1024) @Nullable String description) {}
