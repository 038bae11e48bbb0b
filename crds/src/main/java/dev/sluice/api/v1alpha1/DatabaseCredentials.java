package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** User and password for a database. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatabaseCredentials(
    @JsonPropertyDescription(
            "Secret with the keys username and password, such as one of type kubernetes.io/basic-auth. It is mounted into the pods; the operator never reads it.")
        @Required
        LocalReference secretRef) {}
