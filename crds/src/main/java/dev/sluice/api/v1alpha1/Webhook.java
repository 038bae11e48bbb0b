package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A request to a server of the user's own, signed as Standard Webhooks has it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Webhook(
    @JsonPropertyDescription(
            "URL that gets a POST with the outcome of the run as JSON. Private, loopback and link-local addresses are refused unless the operator's configuration allows them.")
        @Required
        @Size(min = 1, max = 2048)
        @ValidationRule(value = SluiceApi.URL_RULE, message = SluiceApi.URL_MESSAGE)
        String url,
    @JsonPropertyDescription(
            "Key of a Secret whose value signs the request (HMAC-SHA256, header webhook-signature, see standardwebhooks.com); a value that starts with whsec_ is taken as base64. Default: not signed.")
        @Nullable SecretKeyReference signingSecretRef) {}
