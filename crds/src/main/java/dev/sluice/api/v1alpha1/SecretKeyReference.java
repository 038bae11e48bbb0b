package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key of a Secret of the same namespace. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyReference(
    @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = 253) String name,
    @JsonPropertyDescription("Key within the Secret.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        String key) {}
