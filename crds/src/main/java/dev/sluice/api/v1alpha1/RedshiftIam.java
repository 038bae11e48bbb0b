package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Sign-in to Redshift with the AWS identity of the pod. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "[has(self.cluster), has(self.workgroup)].filter(x, x).size() == 1",
    message = "iam must name exactly one of cluster and workgroup")
@ValidationRule(
    value = "has(self.user) == has(self.cluster)",
    message = "user goes with cluster: a workgroup knows the user by the identity itself")
public record RedshiftIam(
    @JsonPropertyDescription("Identifier of the cluster (redshift:GetClusterCredentials).")
        @ValidationRule(
            value = "self.matches('^[a-z][a-z0-9-]*$')",
            message =
                "cluster must be the identifier of a cluster: lower-case letters, digits and '-'")
        @Size(min = 1, max = 63)
        @Nullable String cluster,
    @JsonPropertyDescription(
            "Name of the serverless workgroup (redshift-serverless:GetCredentials).")
        @ValidationRule(
            value = "self.matches('^[a-z0-9-]+$')",
            message =
                "workgroup must be the name of a workgroup: lower-case letters, digits and '-'")
        @Size(min = 3, max = 64)
        @Nullable String workgroup,
    @JsonPropertyDescription("With cluster: user of the database, who must exist.")
        @ValidationRule(
            value = "self.matches('^[A-Za-z][A-Za-z0-9_+.@-]*$')",
            message =
                "user must be the name of a user in the database: letters, digits and _ + . @ -")
        @Size(min = 1, max = 64)
        @Nullable String user,
    @JsonPropertyDescription("AWS region of the cluster or workgroup.")
        @Required
        @ValidationRule(
            value = "self.matches('^[a-z0-9-]+$')",
            message = "region must be written like us-east-1")
        @Size(min = 1, max = 32)
        String region) {}
