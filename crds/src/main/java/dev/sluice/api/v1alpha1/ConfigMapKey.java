package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One key of a ConfigMap. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConfigMapKey(
    @JsonPropertyDescription(
            "Name of the ConfigMap, in the same namespace. A changed ConfigMap is not noticed: give it a new name, as kustomize does.")
        @Required
        @ValidationRule(value = SluiceApi.OBJECT_NAME_RULE, message = SluiceApi.OBJECT_NAME_MESSAGE)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Key of the ConfigMap.") @Required @Size(min = 1, max = 253)
        String key) {}
