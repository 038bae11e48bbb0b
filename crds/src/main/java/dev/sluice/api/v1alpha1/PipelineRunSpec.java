package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is run, and for which date. Only desiredState can be changed later. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.pipeline) != has(self.step)",
    message = "a run must have exactly one of pipeline and step")
@ValidationRule(
    value = "!has(self.select) || has(self.pipeline)",
    message = "select chooses from the steps of a pipeline: leave it out for a single step")
@ValidationRule(
    value =
        "has(self.pipeline) == has(oldSelf.pipeline) && (!has(self.pipeline) || self.pipeline == oldSelf.pipeline)",
    message = "pipeline of a run cannot be changed: undo the change, or make a new PipelineRun")
@ValidationRule(
    value = "has(self.step) == has(oldSelf.step) && (!has(self.step) || self.step == oldSelf.step)",
    message = "step of a run cannot be changed: undo the change, or make a new PipelineRun")
@ValidationRule(
    value = "has(self.date) == has(oldSelf.date) && (!has(self.date) || self.date == oldSelf.date)",
    message = "date of a run cannot be changed: undo the change, or make a new PipelineRun")
@ValidationRule(
    value =
        "has(self.params) == has(oldSelf.params) && (!has(self.params) || self.params == oldSelf.params)",
    message = "params of a run cannot be changed: undo the change, or make a new PipelineRun")
@ValidationRule(
    value =
        "has(self.select) == has(oldSelf.select) && (!has(self.select) || self.select == oldSelf.select)",
    message = "select of a run cannot be changed: undo the change, or make a new PipelineRun")
@ValidationRule(
    value =
        "!has(oldSelf.desiredState) || oldSelf.desiredState != 'Cancelled' || (has(self.desiredState) && self.desiredState == 'Cancelled')",
    message = "a cancelled run stays cancelled: make a new PipelineRun")
public record PipelineRunSpec(
    @JsonPropertyDescription(
            "Name of the Pipeline that is run. A run has exactly one of pipeline and step.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String pipeline,
    @JsonPropertyDescription("One step that is run alone, instead of a pipeline.")
        @Nullable StepReference step,
    @JsonPropertyDescription(
            "Logical date of the run, such as 2026-11-21: the slice that every step writes, and the value of $(run.date). Default: the day on which the run was made, in UTC.")
        @Size(min = 1, max = 32)
        @ValidationRule(
            value = "!format.date().validate(self).hasValue()",
            message = "date must be a day of the calendar, written like 2026-11-21")
        @Nullable String date,
    @JsonPropertyDescription("Values for parameters of the pipeline, instead of their defaults.")
        @Size(max = 64)
        @ValidationRule(
            value = "self.all(p, self.exists_one(q, q.name == p.name))",
            message = "params: a parameter is set twice; keep one")
        List<Variable> params,
    @JsonPropertyDescription(
            "Which steps run: ratings, ratings+ (with all that depend on it), +ratings (with all that it depends on). The others are taken as they are. Default: all.")
        @Size(max = 100)
        @ValidationRule(
            value = "self.all(s, s.matches('^[+]?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?[+]?$'))",
            message =
                "select: each entry must be the name of a step, with an optional '+' before it, behind it or both, such as +ratings")
        List<@Size(min = 1, max = 128) String> select,
    @JsonPropertyDescription(
            "Running; Suspended: no new attempt starts; Cancelled: attempts are stopped and the run ends. Default: Running.")
        @Nullable DesiredState desiredState) {
  public PipelineRunSpec {
    params = params == null ? List.of() : List.copyOf(params);
    select = select == null ? List.of() : List.copyOf(select);
  }
}
