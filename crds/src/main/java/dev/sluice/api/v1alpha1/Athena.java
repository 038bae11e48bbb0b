package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How Amazon Athena computes checks, in the region and by the identity of the store of results. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Athena(
    @JsonPropertyDescription(
            "Database of Glue. It must exist: tables over the files that are checked are made in it, and removed when the checks are done.")
        @Required
        @Size(min = 1, max = 255)
        @ValidationRule(
            value = "self.matches('^[a-z0-9_]+$')",
            message = "athena.database must be lower-case letters, digits and '_'")
        String database,
    @JsonPropertyDescription(
            "Work group that the queries run in. One that bounds the data which a query may scan bounds what a check costs. Default: primary.")
        @Size(min = 1, max = 128)
        @ValidationRule(
            value = "self.matches('^[a-zA-Z0-9._-]+$')",
            message = "athena.workGroup must be letters, digits, '.', '_' and '-'")
        @Nullable String workGroup,
    @JsonPropertyDescription(
            "Where Athena leaves what queries return. Region and credentials of this store are also those of Athena and Glue.")
        @Required
        AthenaResults results,
    @JsonPropertyDescription("URL of a service that stands for both Athena and Glue. Default: AWS.")
        @Size(min = 1, max = 512)
        @ValidationRule(value = SluiceApi.URL_RULE, message = SluiceApi.URL_MESSAGE)
        @Nullable String endpoint) {}
