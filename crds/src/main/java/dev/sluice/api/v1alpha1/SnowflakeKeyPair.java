package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Sign-in to Snowflake with the key pair of a user. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SnowflakeKeyPair(
    @JsonPropertyDescription(
            "Secret with the key privateKey, the user's private key as PKCS#8 in PEM, and with passphrase when that key is encrypted. It is mounted into the pods; the operator never reads it.")
        @Required
        LocalReference secretRef) {}
