package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A check that did not hold. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FailedCheckStatus(
    @JsonPropertyDescription("Name of the check.") @Size(max = 256) String check,
    @JsonPropertyDescription("The columns that it is about.") @Size(max = 512)
        @Nullable String column,
    @JsonPropertyDescription("Error: it failed the step. Warn: it is reported only.")
        @Nullable Severity severity,
    @JsonPropertyDescription("Rows that break it.") @Nullable Long failures,
    @JsonPropertyDescription("What was expected and found.") @Size(max = 512) String message) {}
