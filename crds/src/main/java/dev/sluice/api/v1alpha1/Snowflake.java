package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A database in a Snowflake account. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Snowflake(
    @JsonPropertyDescription(
            "Account identifier, such as myorg-myaccount: what stands before .snowflakecomputing.com in its URL.")
        @Required
        @ValidationRule(
            value =
                "self.matches('^[A-Za-z0-9][A-Za-z0-9_-]*([.][A-Za-z0-9_-]+)*$') && !self.endsWith('.snowflakecomputing.com')",
            message =
                "account must be an account identifier such as myorg-myaccount, without https:// and .snowflakecomputing.com")
        @Size(min = 1, max = 255)
        String account,
    @JsonPropertyDescription("Login name of the user that Sluice signs in as.")
        @Required
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9_$.@-]+$')",
            message =
                "user must be the login name of a user in Snowflake: letters, digits and _ $ . @ -")
        @Size(min = 1, max = 255)
        String user,
    @JsonPropertyDescription(
            "Role that is used, such as LOADER. It needs what sql/snowflake grants to LOADER.")
        @Required
        @ValidationRule(
            value = SluiceApi.ACCOUNT_OBJECT_RULE,
            message = SluiceApi.ACCOUNT_OBJECT_MESSAGE)
        @Size(min = 1, max = 255)
        String role,
    @JsonPropertyDescription("Virtual warehouse that runs the statements, such as LOADING.")
        @Required
        @ValidationRule(
            value = SluiceApi.ACCOUNT_OBJECT_RULE,
            message = SluiceApi.ACCOUNT_OBJECT_MESSAGE)
        @Size(min = 1, max = 255)
        String warehouse,
    @JsonPropertyDescription("Database that holds the tables.")
        @Required
        @ValidationRule(
            value = SluiceApi.ACCOUNT_OBJECT_RULE,
            message = SluiceApi.ACCOUNT_OBJECT_MESSAGE)
        @Size(min = 1, max = 255)
        String database,
    @JsonPropertyDescription("How the user signs in.") @Required SnowflakeAuth auth,
    @JsonPropertyDescription(
            "Storage integration by which Snowflake reads the buckets of the ObjectStores. Default: the keys of the ObjectStore's Secret, which an ObjectStore must have then.")
        @ValidationRule(
            value = SluiceApi.ACCOUNT_OBJECT_RULE,
            message = SluiceApi.ACCOUNT_OBJECT_MESSAGE)
        @Size(min = 1, max = 255)
        @Nullable String storageIntegration,
    @JsonPropertyDescription(
            "URL of the account, for private connectivity or a proxy of it. http is allowed to the loopback only. Default: https://<account>.snowflakecomputing.com.")
        @Size(min = 1, max = 512)
        @ValidationRule(
            value =
                "isURL(self) && (url(self).getScheme() == 'https' || (url(self).getScheme() == 'http' && url(self).getHostname() in ['127.0.0.1', 'localhost']))",
            message =
                "endpoint must be an https URL, such as https://myaccount.privatelink.snowflakecomputing.com")
        @ValidationRule(
            value = "self.matches('^https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?$')",
            message = "endpoint must be a scheme, a host and perhaps a port, without user and path")
        @Nullable String endpoint) {}
