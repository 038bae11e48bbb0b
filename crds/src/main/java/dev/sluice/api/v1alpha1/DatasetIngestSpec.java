package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sources, and the dataset that they become. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatasetIngestSpec(
    @JsonPropertyDescription("What is copied. All sources are published together, or none.")
        @Required
        @Size(min = 1, max = 32)
        @ValidationRule(
            value =
                "self.all(s, !has(s.fileName) || self.exists_one(t, has(t.fileName) && t.fileName == s.fileName))",
            message =
                "sources: two sources have the same fileName; give each file a name of its own")
        List<IngestSource> sources,
    @JsonPropertyDescription("Where the files go.") @Required IngestOutput output,
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
  public DatasetIngestSpec {
    sources = sources == null ? List.of() : List.copyOf(sources);
  }
}
