package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A dataset (semantic model) of Power BI that is refreshed by its REST API. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PowerBi(
    @JsonPropertyDescription("Id of the Microsoft Entra tenant.")
        @Required
        @ValidationRule(value = SluiceApi.UUID_RULE, message = SluiceApi.UUID_MESSAGE)
        @Size(min = 36, max = 36)
        String tenantId,
    @JsonPropertyDescription("Id of the workspace (group) that holds the dataset.")
        @Required
        @ValidationRule(value = SluiceApi.UUID_RULE, message = SluiceApi.UUID_MESSAGE)
        @Size(min = 36, max = 36)
        String workspaceId,
    @JsonPropertyDescription("Id of the dataset (semantic model).")
        @Required
        @ValidationRule(value = SluiceApi.UUID_RULE, message = SluiceApi.UUID_MESSAGE)
        @Size(min = 36, max = 36)
        String datasetId,
    @JsonPropertyDescription("The service principal that signs in.") @Required
        PowerBiCredentials credentials,
    @JsonPropertyDescription(
            "Whether the step goes on until the refresh has ended, and fails when the refresh does. Default: false, it ends when Power BI has accepted the refresh.")
        @Nullable Boolean waitForRefresh,
    @JsonPropertyDescription(
            "Address of the sign-in service, for national clouds. Default: https://login.microsoftonline.com.")
        @Size(min = 1, max = 256)
        @ValidationRule(value = SluiceApi.URL_RULE, message = SluiceApi.URL_MESSAGE)
        @Nullable String authorityUrl,
    @JsonPropertyDescription(
            "Address of the Power BI service, for national clouds. Default: https://api.powerbi.com.")
        @Size(min = 1, max = 256)
        @ValidationRule(value = SluiceApi.URL_RULE, message = SluiceApi.URL_MESSAGE)
        @Nullable String apiUrl) {}
