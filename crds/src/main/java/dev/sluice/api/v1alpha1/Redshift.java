package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A database of a Redshift cluster or workgroup. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "[has(self.credentials), has(self.iam)].filter(x, x).size() == 1",
    message = "redshift must have exactly one of credentials and iam")
public record Redshift(
    @JsonPropertyDescription(
            "Endpoint of the cluster or workgroup without its port, such as analytics.abc123.eu-central-1.redshift.amazonaws.com.")
        @Required
        @ValidationRule(value = SluiceApi.HOST_RULE, message = SluiceApi.HOST_MESSAGE)
        @Size(min = 1, max = 253)
        String host,
    @JsonPropertyDescription("Port of the endpoint. Default: 5439.") @Min(1) @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription("Database that holds the tables. It must exist.")
        @Required
        @ValidationRule(value = SluiceApi.DATABASE_RULE, message = SluiceApi.DATABASE_MESSAGE)
        @Size(min = 1, max = 63)
        String database,
    @JsonPropertyDescription(
            "How the connection is encrypted. VerifyFull: by a server whose certificate is signed by an authority that Java trusts, as Amazon is, and names host. Require: whoever answers. Disable: not at all. Default: VerifyFull.")
        @Nullable SslMode sslMode,
    @JsonPropertyDescription(
            "ARN of the IAM role by which Redshift reads the buckets of the ObjectStores (COPY), or default, the cluster's own. The role must be attached to the cluster or workgroup; sql/redshift has its policy.")
        @Required
        @ValidationRule(
            value =
                "self == 'default' || self.matches('^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+(,arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+)*$')",
            message =
                "iamRole must be default, or the ARN of a role such as arn:aws:iam::123456789012:role/sluice-copy; a chain of roles is separated by commas")
        @Size(min = 1, max = 2048)
        String iamRole,
    @JsonPropertyDescription(
            "User and password in the database. The user needs what sql/redshift grants to the loader.")
        @Nullable DatabaseCredentials credentials,
    @JsonPropertyDescription(
            "Instead of credentials: the AWS identity of the pod (EKS Pod Identity of its ServiceAccount, or its IAM role) gets a password that is valid for 15 minutes. Nothing secret is kept anywhere.")
        @Nullable RedshiftIam iam) {}
