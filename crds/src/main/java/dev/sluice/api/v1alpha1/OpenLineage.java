package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the lineage of a run goes, as OpenLineage events. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.apiKeySecretRef) || has(self.url)",
    message = "apiKeySecretRef is sent to url, which is missing: set it, or leave the key out")
public record OpenLineage(
    @JsonPropertyDescription(
            "URL that gets a POST for each event, such as http://marquez:5000/api/v1/lineage. Default: none; the events are kept in the report store in any case.")
        @Size(min = 1, max = 2048)
        @ValidationRule(value = SluiceApi.URL_RULE, message = SluiceApi.URL_MESSAGE)
        @Nullable String url,
    @JsonPropertyDescription("Key of a Secret whose value is sent as bearer token. Default: none.")
        @Nullable SecretKeyReference apiKeySecretRef,
    @JsonPropertyDescription(
            "Namespace of the jobs in the events. Default: the Kubernetes namespace of the run.")
        @Size(min = 1, max = 128)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9][-A-Za-z0-9_.:/]*$')",
            message =
                "namespace must be letters, digits and - _ . : /, starting with a letter or digit")
        @Nullable String namespace) {}
