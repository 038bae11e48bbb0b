package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** How a git server knows its reader. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GitCredentials(
    @JsonPropertyDescription(
            "The Secret: of type kubernetes.io/basic-auth (username, password), or with the keys ssh-privatekey and known_hosts.")
        @Required
        LocalReference secretRef) {}
