package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A service principal of Microsoft Entra. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PowerBiCredentials(
    @JsonPropertyDescription(
            "Secret with the keys clientId and clientSecret. It is mounted into the pods; the operator never reads it.")
        @Required
        LocalReference secretRef) {}
