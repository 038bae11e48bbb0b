package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Sign-in to Snowflake with an access token. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SnowflakeOAuth(
    @JsonPropertyDescription(
            "Secret with the key token, an OAuth access token. Whoever issues it must renew it in time. It is mounted into the pods; the operator never reads it.")
        @Required
        LocalReference secretRef) {}
