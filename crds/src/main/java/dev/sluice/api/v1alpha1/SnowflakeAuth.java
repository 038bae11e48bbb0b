package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the user signs in to Snowflake: exactly one of these. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.keyPair), has(self.oauth), has(self.workloadIdentity), has(self.password)].filter(x, x).size() == 1",
    message = "auth must be exactly one of keyPair, oauth, workloadIdentity and password")
public record SnowflakeAuth(
    @JsonPropertyDescription(
            "The key pair of the user: the usual way for a service that is not a workload of the same cloud.")
        @Nullable SnowflakeKeyPair keyPair,
    @JsonPropertyDescription("An OAuth access token.") @Nullable SnowflakeOAuth oauth,
    @JsonPropertyDescription(
            "The identity of the step's ServiceAccount (OIDC): nothing secret is kept anywhere. The user in Snowflake needs TYPE = SERVICE and a WORKLOAD_IDENTITY with the issuer of the cluster and the ServiceAccount as subject.")
        @Nullable SnowflakeWorkloadIdentity workloadIdentity,
    @JsonPropertyDescription("A password. Snowflake phases it out for services: prefer the others.")
        @Nullable SnowflakePassword password) {}
