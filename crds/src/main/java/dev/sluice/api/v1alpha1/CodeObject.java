package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A file of code in an object store, pinned by its content. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CodeObject(
    @JsonPropertyDescription("Name of the ObjectStore.")
        @Required
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String objectStore,
    @JsonPropertyDescription("Key of the object, below the prefix of the store.")
        @Required
        @Size(min = 1, max = 1024)
        String key,
    @JsonPropertyDescription(
            "SHA-256 of the object, 64 hexadecimal digits. Other code is not run, so a run is what its spec says.")
        @Required
        @ValidationRule(
            value = "self.matches('^[0-9a-f]{64}$')",
            message =
                "sha256 must be 64 hexadecimal digits in lower case, as sha256sum prints them")
        @Size(min = 1, max = 128)
        String sha256) {}
