package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expectations on a dataset or table. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QualityCheckSpec(
    @JsonPropertyDescription(
            "What is checked: exactly one of datasetIngest, transform, warehouseLoad, modelRun and warehouse.")
        @Required
        CheckedData from,
    @JsonPropertyDescription("What must hold; all checks are evaluated in one pass.")
        @Required
        @Size(min = 1, max = 100)
        @ValidationRule(
            value =
                "self.all(c, !has(c.name) || self.exists_one(d, has(d.name) && d.name == c.name))",
            message = "checks: two checks have the same name; reports could not tell them apart")
        List<Check> checks,
    @JsonPropertyDescription(
            "Readers: every other step of the pipeline that reads the same data waits for this check, and is skipped when it fails. None: nobody waits. Default: Readers.")
        @Nullable Gate gate,
    @JsonPropertyDescription(SluiceApi.RETRY) @Nullable Retry retry,
    @JsonPropertyDescription(SluiceApi.TIMEOUT)
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String timeout,
    @JsonPropertyDescription(SluiceApi.PENDING_TIMEOUT)
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String pendingTimeout,
    @JsonPropertyDescription(SluiceApi.SERVICE_ACCOUNT)
        @ValidationRule(value = SluiceApi.OBJECT_NAME_RULE, message = SluiceApi.OBJECT_NAME_MESSAGE)
        @Size(min = 1, max = 253)
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(SluiceApi.RESOURCES) @Nullable Resources resources,
    @JsonPropertyDescription(SluiceApi.POD) @Nullable PodOptions pod,
    @JsonPropertyDescription(SluiceApi.REPORT_STORE)
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String reportStore,
    @JsonPropertyDescription(SluiceApi.ON_CHANGE) @Nullable OnChange onChange)
    implements StepSpec {
  public QualityCheckSpec {
    checks = checks == null ? List.of() : List.copyOf(checks);
  }
}
