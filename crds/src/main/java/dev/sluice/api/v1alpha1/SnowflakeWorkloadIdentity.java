package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Sign-in to Snowflake with the identity of the pod's ServiceAccount. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SnowflakeWorkloadIdentity(
    @JsonPropertyDescription(
            "Audience of the token that Kubernetes issues for the ServiceAccount, as the user's WORKLOAD_IDENTITY in Snowflake expects it. Default: snowflakecomputing.com.")
        @Size(min = 1, max = 256)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9][A-Za-z0-9._:/-]*$')",
            message =
                "audience must be a name or URL without spaces, such as snowflakecomputing.com")
        @Nullable String audience) {}
