package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expectations on a dataset or table. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QualityCheckSpec(
    @JsonPropertyDescription("What is checked.") @Required CheckedData from,
    @JsonPropertyDescription("What must hold; all are evaluated in one pass.")
        @Required
        @Size(min = 1, max = 100)
        List<Check> checks,
    @JsonPropertyDescription(
            "Readers: every other step of the pipeline that reads the same data waits for this check, and is skipped when it fails. None: nobody waits. Default: Readers.")
        @Nullable Gate gate,
    @JsonPropertyDescription(SluiceApi.RETRY) @Nullable Retry retry,
    @JsonPropertyDescription(SluiceApi.TIMEOUT)
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String timeout,
    @JsonPropertyDescription(SluiceApi.PENDING_TIMEOUT)
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String pendingTimeout,
    @JsonPropertyDescription(SluiceApi.SERVICE_ACCOUNT)
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(SluiceApi.RESOURCES) @Nullable Resources resources,
    @JsonPropertyDescription(SluiceApi.POD) @Nullable PodOptions pod,
    @JsonPropertyDescription(SluiceApi.REPORT_STORE)
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String reportStore,
    @JsonPropertyDescription(SluiceApi.ON_CHANGE) @Nullable OnChange onChange)
    implements StepSpec {
  public QualityCheckSpec {
    checks = checks == null ? List.of() : List.copyOf(checks);
  }
}
