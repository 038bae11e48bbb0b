package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A database of a PostgreSQL server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.caSecretRef) || !has(self.sslMode) || self.sslMode == 'VerifyFull'",
    message = "caSecretRef goes with sslMode VerifyFull: leave one of them out")
public record Postgresql(
    @JsonPropertyDescription("Name or address of the server: PostgreSQL 15 or newer.")
        @Required
        @ValidationRule(value = SluiceApi.HOST_RULE, message = SluiceApi.HOST_MESSAGE)
        @Size(min = 1, max = 253)
        String host,
    @JsonPropertyDescription("Port of the server. Default: 5432.") @Min(1) @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription("Database that holds the tables. It must exist.")
        @Required
        @ValidationRule(value = SluiceApi.DATABASE_RULE, message = SluiceApi.DATABASE_MESSAGE)
        @Size(min = 1, max = 63)
        String database,
    @JsonPropertyDescription(
            "How the connection is encrypted. VerifyFull: by a server whose certificate is trusted and names host. Require: whoever answers. Disable: not at all. Default: VerifyFull.")
        @Nullable SslMode sslMode,
    @JsonPropertyDescription(
            "With VerifyFull: key of a Secret with the certificates, in PEM, that sign the server's. Default: the authorities that Java trusts.")
        @Nullable SecretKeyReference caSecretRef,
    @JsonPropertyDescription(
            "User and password. The role needs what sql/postgresql grants to the loader.")
        @Required
        DatabaseCredentials credentials) {}
