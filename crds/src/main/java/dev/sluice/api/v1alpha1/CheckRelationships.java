package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Referential integrity. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckRelationships(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("Dataset or table in which the values must exist.") @Required
        CheckedData to,
    @JsonPropertyDescription("Name of the column there.") @Required @Size(min = 1, max = 255)
        String toColumn) {}
