package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One execution of a step. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LastExecution(
    @JsonPropertyDescription("Name of the PipelineRun.") @Size(max = 253) String run,
    @JsonPropertyDescription("Logical date of the run.") @Size(max = 10) String date,
    @JsonPropertyDescription("When it ended.") @Size(max = 32) @Nullable String finishedAt,
    @JsonPropertyDescription("How long its last attempt ran, such as 12s.") @Size(max = 20)
        @Nullable String duration,
    @JsonPropertyDescription("Rows written or checked.") @Nullable Long rows,
    @JsonPropertyDescription("Bytes written.") @Nullable Long bytes,
    @JsonPropertyDescription("Where the result is.") @Size(max = 512) @Nullable String uri,
    @JsonPropertyDescription("Digest of the content.") @Size(max = 80) @Nullable String digest,
    @JsonPropertyDescription("Checks or dbt nodes that passed.") @Nullable Integer passed,
    @JsonPropertyDescription("Checks or dbt nodes that warned.") @Nullable Integer warned,
    @JsonPropertyDescription("Checks or dbt nodes that failed.") @Nullable Integer failed,
    @JsonPropertyDescription("dbt nodes that were skipped.") @Nullable Integer skipped,
    @JsonPropertyDescription("The checks or dbt nodes that failed or warned, worst first.")
        @Size(max = 20)
        List<FailedCheckStatus> failedChecks) {
  public LastExecution {
    failedChecks = failedChecks == null ? List.of() : List.copyOf(failedChecks);
  }
}
