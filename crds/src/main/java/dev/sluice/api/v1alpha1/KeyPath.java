package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key of a ConfigMap and the file that it becomes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyPath(
    @JsonPropertyDescription("The key.") @Required @Size(min = 1, max = 253) String key,
    @JsonPropertyDescription("Path within the project.")
        @Required
        @Pattern("^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$")
        @Size(min = 1, max = 256)
        String path) {}
