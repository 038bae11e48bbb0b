package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Keys for an object store. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StoreCredentials(
    @JsonPropertyDescription(
            "Secret with the keys accessKeyId and secretAccessKey. It is mounted into the pods; the operator never reads it.")
        @Required
        LocalReference secretRef) {}
