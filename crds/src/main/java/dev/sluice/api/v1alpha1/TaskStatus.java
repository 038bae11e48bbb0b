package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a task is. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TaskStatus(
    @JsonPropertyDescription("Name of the step.") @Size(max = 63) String name,
    @JsonPropertyDescription("Where the task stands.") TaskState state,
    @JsonPropertyDescription(
            "Number of the newest attempt, from 1. Its pod is <run>-<task>-<attempt>.")
        @Nullable Integer attempt,
    @JsonPropertyDescription("How many pods were replaced because they did not start in time.")
        @Nullable Integer neverStarted,
    @JsonPropertyDescription("When the newest attempt started.") @Size(max = 32)
        @Nullable String startedAt,
    @JsonPropertyDescription("When the task ended, or its newest attempt failed.") @Size(max = 32)
        @Nullable String finishedAt,
    @JsonPropertyDescription("Why the task is not succeeded.") @Size(max = 64)
        @Nullable String reason,
    @JsonPropertyDescription("What happened and what to do, for a task that failed or waits.")
        @Size(max = 1024)
        @Nullable String message,
    @JsonPropertyDescription("Rows written or checked.") @Nullable Long rows,
    @JsonPropertyDescription("Digest of the content: equal digests mean equal data.")
        @Size(max = 80)
        @Nullable String digest,
    @JsonPropertyDescription("When the next attempt starts.") @Size(max = 32)
        @Nullable String retryAt,
    @JsonPropertyDescription("The newest failed attempts, at most 5.") @Size(max = 5)
        List<FailedAttempt> failedAttempts) {
  public TaskStatus {
    failedAttempts = failedAttempts == null ? List.of() : List.copyOf(failedAttempts);
  }
}
