package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Where a check puts the rows that do not pass, and how many there may be. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.maxPercent) || (self.maxPercent >= 0 && self.maxPercent <= 100)",
    message = "quarantine.maxPercent must be between 0 and 100")
public record Quarantine(
    @JsonPropertyDescription("Name of the ObjectStore.")
        @Required
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String objectStore,
    @JsonPropertyDescription(
            "Folder of the dataset below the prefix of the store. No two steps may share one.")
        @Required
        @ValidationRule(value = SluiceApi.PATH_RULE, message = SluiceApi.PATH_MESSAGE)
        @Size(min = 1, max = 256)
        String path,
    @JsonPropertyDescription(
            "Largest share of the rows that may go there, in percent; with more the step fails and neither dataset changes. Default: 100.")
        @Nullable BigDecimal maxPercent) {}
