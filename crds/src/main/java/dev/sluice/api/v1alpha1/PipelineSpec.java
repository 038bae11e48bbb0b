package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps, and when they run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.finally) || !has(self.steps) || self.finally.all(a, self.steps.all(b, "
            + PipelineSpec.NAME_OF_A
            + " != "
            + PipelineSpec.NAME_OF_B
            + ") && self.finally.exists_one(b, "
            + PipelineSpec.NAME_OF_A
            + " == "
            + PipelineSpec.NAME_OF_B
            + "))",
    message =
        "finally: a step of this name is there already; tasks of a run are known by the name of their step, so rename one")
public record PipelineSpec(
    @JsonPropertyDescription(
            "The steps. Their order follows from the data that they read; the order of this list means nothing.")
        @Required
        @Size(min = 1, max = 100)
        @ValidationRule(
            value =
                "self.all(a, self.exists_one(b, "
                    + PipelineSpec.NAME_OF_A
                    + " == "
                    + PipelineSpec.NAME_OF_B
                    + "))",
            message =
                "steps: two steps have the same name; tasks of a run are known by the name of their step, so rename one")
        @ValidationRule(
            value = "self.all(s, !has(s.notification))",
            message = "steps: a notification tells how the other steps ended: put it into finally")
        List<PipelineStep> steps,
    @JsonPropertyDescription("Steps that run when all others have ended, whatever came of them.")
        @JsonProperty("finally")
        @Size(max = 16)
        List<PipelineStep> finallySteps,
    @JsonPropertyDescription("Parameters that runs may set; steps use them as $(params.NAME).")
        @Size(max = 64)
        @ValidationRule(
            value = "self.all(p, self.exists_one(q, q.name == p.name))",
            message = "params: two parameters have the same name; rename one")
        List<Parameter> params,
    @JsonPropertyDescription("When runs start by the clock. Default: never.")
        @Nullable Schedule schedule,
    @JsonPropertyDescription(
            "Run: a changed spec of the pipeline or of one of its steps starts a run by itself, also when they are applied for the first time. None: only a schedule or a PipelineRun does. Default: Run.")
        @Nullable OnChange onChange,
    @JsonPropertyDescription(
            "What a new run does while another one of the pipeline runs. Queue: it waits, in the order in which runs were made. Allow: it runs beside it. Replace: it cancels the other. Default: Queue.")
        @Nullable ConcurrencyPolicy concurrencyPolicy,
    @JsonPropertyDescription(
            "Name of the ObjectStore for logs and reports of steps that name none and touch none.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String reportStore,
    @JsonPropertyDescription(
            "How many succeeded runs are kept, with their pods and logs. Default: 10.")
        @Min(0)
        @Max(1000)
        @Nullable Integer successfulRunsHistoryLimit,
    @JsonPropertyDescription("How many runs are kept that did not succeed. Default: 10.")
        @Min(0)
        @Max(1000)
        @Nullable Integer failedRunsHistoryLimit) {
  /** In CEL: the name of a step {@code a}, whichever kind it has. */
  static final String NAME_OF_A =
      "(has(a.datasetIngest) ? a.datasetIngest : has(a.transform) ? a.transform : has(a.qualityCheck) ? a.qualityCheck : has(a.warehouseLoad) ? a.warehouseLoad : has(a.modelRun) ? a.modelRun : has(a.notification) ? a.notification : '')";

  static final String NAME_OF_B =
      "(has(b.datasetIngest) ? b.datasetIngest : has(b.transform) ? b.transform : has(b.qualityCheck) ? b.qualityCheck : has(b.warehouseLoad) ? b.warehouseLoad : has(b.modelRun) ? b.modelRun : has(b.notification) ? b.notification : '')";

  public PipelineSpec {
    steps = steps == null ? List.of() : List.copyOf(steps);
    finallySteps = finallySteps == null ? List.of() : List.copyOf(finallySteps);
    params = params == null ? List.of() : List.copyOf(params);
  }
}
