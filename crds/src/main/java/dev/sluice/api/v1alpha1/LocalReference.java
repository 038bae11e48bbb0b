package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An object of the same namespace. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LocalReference(
    @JsonPropertyDescription("Name of the Secret, in the same namespace.")
        @Required
        @ValidationRule(value = SluiceApi.OBJECT_NAME_RULE, message = SluiceApi.OBJECT_NAME_MESSAGE)
        @Size(min = 1, max = 253)
        String name) {}
