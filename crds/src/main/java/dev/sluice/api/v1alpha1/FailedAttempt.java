package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** An attempt that failed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FailedAttempt(
    @JsonPropertyDescription("Number of the attempt, from 1.") Integer attempt,
    @JsonPropertyDescription("Why it failed.") @Size(max = 64) String reason,
    @JsonPropertyDescription("When it failed.") @Size(max = 32) String finishedAt) {}
