package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Sign-in to Snowflake with a password. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SnowflakePassword(
    @JsonPropertyDescription(
            "Secret with the key password. It is mounted into the pods; the operator never reads it.")
        @Required
        LocalReference secretRef) {}
