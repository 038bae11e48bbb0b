package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A key of a ConfigMap and the file that it becomes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyPath(
    @JsonPropertyDescription("Key of the ConfigMap.") @Required @Size(min = 1, max = 253)
        String key,
    @JsonPropertyDescription(
            "Path within the project that it becomes, such as models/marts/dim_movies.sql.")
        @Required
        @ValidationRule(
            value = SluiceApi.PROJECT_PATH_RULE,
            message = SluiceApi.PROJECT_PATH_MESSAGE)
        @Size(min = 1, max = 256)
        String path) {}
