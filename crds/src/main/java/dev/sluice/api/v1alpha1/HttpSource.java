package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A file behind http or https. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpSource(
    @JsonPropertyDescription(
            "URL of the file. Variables are allowed. Addresses of the machine's own network services (link-local, metadata) are refused unless the operator's configuration allows them.")
        @Required
        @Size(min = 1, max = 2048)
        @ValidationRule(
            value = "self.matches('^https?://[^/?#]+')",
            message = "url must be an http or https URL, such as https://example.com/data.zip")
        @ValidationRule(
            value = "!self.matches('^[a-z]+://[^/?#]*@')",
            message =
                "url must not hold a user or password, which everyone who can read this resource would see: use bearerTokenSecretRef")
        String url,
    @JsonPropertyDescription("Key of a Secret whose value is sent as bearer token. Default: none.")
        @Nullable SecretKeyReference bearerTokenSecretRef) {}
