package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a run is. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PipelineRunStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Succeeded: Unknown while the run goes on, then True or False.")
        @Size(max = 8)
        List<Condition> conditions,
    @JsonPropertyDescription("What is run: the name of the pipeline, or kind/name of a step.")
        @Size(max = 127)
        @Nullable String pipeline,
    @JsonPropertyDescription("Logical date.") @Size(max = 10) @Nullable String date,
    @JsonPropertyDescription("Name of the ControllerRevision that pins what is run.")
        @Size(max = 253)
        @Nullable String revision,
    @JsonPropertyDescription("Ended tasks and tasks in all, such as 7/9.") @Size(max = 16)
        @Nullable String progress,
    @JsonPropertyDescription("When the first task started.") @Size(max = 32)
        @Nullable String startedAt,
    @JsonPropertyDescription("When the run ended.") @Size(max = 32) @Nullable String finishedAt,
    @JsonPropertyDescription("Time from start to end, such as 1m5s.") @Size(max = 20)
        @Nullable String duration,
    @JsonPropertyDescription("One entry per task.") @Size(max = 1000) List<TaskStatus> tasks) {
  public PipelineRunStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    tasks = tasks == null ? List.of() : List.copyOf(tasks);
  }
}
