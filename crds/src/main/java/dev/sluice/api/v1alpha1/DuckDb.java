package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A DuckDB database file on a volume. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DuckDb(
    @JsonPropertyDescription(
            "Name of the PersistentVolumeClaim, in the same namespace, that holds the file.")
        @Required
        @ValidationRule(value = SluiceApi.OBJECT_NAME_RULE, message = SluiceApi.OBJECT_NAME_MESSAGE)
        @Size(min = 1, max = 253)
        String claimName,
    @JsonPropertyDescription("Path of the file within the volume. Default: warehouse.duckdb.")
        @ValidationRule(value = SluiceApi.PATH_RULE, message = SluiceApi.PATH_MESSAGE)
        @Size(min = 1, max = 256)
        @Nullable String file) {}
