package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known about a pipeline. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PipelineStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Ready: whether the steps exist, are valid and form a graph without a cycle.")
        @Size(max = 8)
        List<Condition> conditions,
    @JsonPropertyDescription("How many steps there are.") @Nullable Integer steps,
    @JsonPropertyDescription(
            "Name of the ControllerRevision that pins the pipeline and its steps as they are now.")
        @Size(max = 253)
        @Nullable String revision,
    @JsonPropertyDescription("Revision for which onChange started a run last.") @Size(max = 253)
        @Nullable String triggeredRevision,
    @JsonPropertyDescription("The newest run.") @Nullable LastRun lastRun,
    @JsonPropertyDescription("The tick of the schedule that started a run last.") @Size(max = 32)
        @Nullable String lastScheduleTime,
    @JsonPropertyDescription("The next tick of the schedule.") @Size(max = 32)
        @Nullable String nextScheduleTime) {
  public PipelineStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
