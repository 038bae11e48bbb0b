package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A query that returns the bad rows. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckSql(
    @JsonPropertyDescription("One SELECT; the data that is checked is the view subject.")
        @Required
        @Size(min = 1, max = 8192)
        String query) {}
