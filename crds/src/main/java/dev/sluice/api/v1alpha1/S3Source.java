package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Objects of an ObjectStore: key for one, prefix for all below it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.key) != has(self.prefix)",
    message = "s3 must name exactly one of key and prefix")
public record S3Source(
    @JsonPropertyDescription("Name of the ObjectStore.")
        @Required
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String objectStore,
    @JsonPropertyDescription(
            "Key of one object, below the prefix of the store. Variables are allowed.")
        @Size(min = 1, max = 1024)
        @Nullable String key,
    @JsonPropertyDescription("Folder whose objects are all copied. Variables are allowed.")
        @Size(min = 1, max = 1024)
        @Nullable String prefix) {}
