package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A DuckDB database file on a volume. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DuckDb(
    @JsonPropertyDescription("PersistentVolumeClaim that holds the file.")
        @Required
        @Size(min = 1, max = 253)
        String claimName,
    @JsonPropertyDescription("Path of the file within the volume. Default: warehouse.duckdb.")
        @Pattern(SluiceApi.PATH)
        @Size(min = 1, max = 256)
        @Nullable String file) {}
