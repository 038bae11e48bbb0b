package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step, by kind and name. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.datasetIngest), has(self.transform), has(self.qualityCheck), has(self.warehouseLoad), has(self.modelRun), has(self.notification)].filter(x, x).size() == 1",
    message =
        "a step must be exactly one of datasetIngest, transform, qualityCheck, warehouseLoad, modelRun and notification")
@ValidationRule(
    value =
        "!has(self.after) || !((has(self.datasetIngest) ? self.datasetIngest : has(self.transform) ? self.transform : has(self.qualityCheck) ? self.qualityCheck : has(self.warehouseLoad) ? self.warehouseLoad : has(self.modelRun) ? self.modelRun : has(self.notification) ? self.notification : '') in self.after)",
    message = "after: a step cannot come after itself (a cycle of one): remove its own name")
public record PipelineStep(
    @JsonPropertyDescription("Name of a DatasetIngest.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String datasetIngest,
    @JsonPropertyDescription("Name of a Transform.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String transform,
    @JsonPropertyDescription("Name of a QualityCheck.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String qualityCheck,
    @JsonPropertyDescription("Name of a WarehouseLoad.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String warehouseLoad,
    @JsonPropertyDescription("Name of a ModelRun.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String modelRun,
    @JsonPropertyDescription("Name of a Notification; in finally only.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String notification,
    @JsonPropertyDescription("Names of steps that come first although no data says so.")
        @Size(max = 32)
        List<@Size(min = 1, max = 63) String> after) {
  public PipelineStep {
    after = after == null ? List.of() : List.copyOf(after);
  }
}
