package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who is told, when, and how the step runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.webhook), has(self.powerBi), has(self.openLineage)].filter(x, x).size() == 1",
    message = "a notification must be exactly one of webhook, powerBi and openLineage")
@ValidationRule(
    value = "!has(self.when) || !has(self.openLineage)",
    message = "when does not apply to openLineage, which tells of every end: leave it out")
public record NotificationSpec(
    @JsonPropertyDescription("A signed request to any server.") @Nullable Webhook webhook,
    @JsonPropertyDescription("Refreshes a dataset of Power BI.") @Nullable PowerBi powerBi,
    @JsonPropertyDescription("Tells the lineage of the run: what read and wrote which data.")
        @Nullable OpenLineage openLineage,
    @JsonPropertyDescription(
            "Which ends of the run are told: Succeeded, Failed or Always. Otherwise the task is skipped. Default: Succeeded; openLineage: Always.")
        @Nullable NotifyWhen when,
    @JsonPropertyDescription(
            "Whether the run fails when the notification could not be delivered. Default: false, the task fails and the run does not.")
        @Nullable Boolean failRun,
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
        @Nullable String reportStore)
    implements StepSpec {

  /** The ends that are told. */
  public NotifyWhen effectiveWhen() {
    if (openLineage != null) {
      return NotifyWhen.ALWAYS;
    }
    return when == null ? NotifyWhen.SUCCEEDED : when;
  }

  /** A notification tells of runs and starts none. */
  @Override
  public OnChange onChange() {
    return OnChange.NONE;
  }
}
