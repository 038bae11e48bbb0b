package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known about a step. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StepStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Ready: whether the spec is valid and what it refers to is there and ready. Succeeded: how its newest execution ended.")
        @Size(max = 8)
        List<Condition> conditions,
    @JsonPropertyDescription("Name of the ControllerRevision that holds this spec.")
        @Size(max = 253)
        @Nullable String revision,
    @JsonPropertyDescription(
            "Revision for which onChange started a run last, while the step was in no pipeline.")
        @Size(max = 253)
        @Nullable String triggeredRevision,
    @JsonPropertyDescription("The newest execution.") @Nullable LastExecution lastExecution,
    @JsonPropertyDescription("What a person should know first.") @Size(max = 1024)
        @Nullable String message) {
  public StepStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
