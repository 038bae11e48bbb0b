package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query, what it reads and what it writes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TransformSpec(
    @JsonPropertyDescription("Datasets that the query reads, each under a name of its own.")
        @Required
        @Size(min = 1, max = 32)
        @ValidationRule(
            value = "self.all(i, self.exists_one(j, j.name == i.name))",
            message =
                "inputs: two inputs have the same name; the query could not tell them apart, so rename one")
        List<TransformInput> inputs,
    @JsonPropertyDescription(
            "One SELECT in the dialect of Spark SQL. Inputs are views of their names; variables are replaced before it runs.")
        @Required
        @Size(min = 1, max = 32768)
        String sql,
    @JsonPropertyDescription("Where the rows go; they are written as Parquet.") @Required
        TransformOutput output,
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
  public TransformSpec {
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
  }
}
