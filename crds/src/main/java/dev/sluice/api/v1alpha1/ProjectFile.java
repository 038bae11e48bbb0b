package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One file of a project. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProjectFile(
    @JsonPropertyDescription("Path within the project, such as models/marts/dim_movies.sql.")
        @Required
        @ValidationRule(
            value = SluiceApi.PROJECT_PATH_RULE,
            message = SluiceApi.PROJECT_PATH_MESSAGE)
        @Size(min = 1, max = 256)
        String path,
    @JsonPropertyDescription("Text of the file.") @Required @Size(max = 32768) String content) {}
