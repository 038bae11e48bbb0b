package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A name and its value. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Variable(
    @JsonPropertyDescription("The name.")
        @Required
        @Pattern(SluiceApi.IDENTIFIER)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("The value. Variables such as $(run.date) are replaced.")
        @Required
        @Size(max = 1024)
        String value) {}
