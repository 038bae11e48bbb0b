package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A name and its value. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Variable(
    @JsonPropertyDescription("Name of the parameter or variable.")
        @Required
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("Its value. Variables such as $(run.date) are replaced.")
        @Required
        @Size(max = 1024)
        String value) {}
