package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One file of a project. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProjectFile(
    @JsonPropertyDescription("Path within the project, such as models/marts/dim_movies.sql.")
        @Required
        @Pattern("^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$")
        @Size(min = 1, max = 256)
        String path,
    @JsonPropertyDescription("Text of the file.") @Required @Size(max = 32768) String content) {}
