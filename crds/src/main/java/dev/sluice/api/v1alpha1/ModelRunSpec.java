package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dbt project, and what it runs against. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelRunSpec(
    @JsonPropertyDescription("Name of the Warehouse; the dbt profile is written from it.")
        @Required
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        String warehouse,
    @JsonPropertyDescription("Default schema of the models. Default: main.")
        @Pattern(SluiceApi.IDENTIFIER)
        @Size(min = 1, max = 63)
        @Nullable String schema,
    @JsonPropertyDescription("The dbt project.") @Required DbtProject project,
    @JsonPropertyDescription(
            "dbt commands in order; the first that fails ends the run. Default: build.")
        @Size(max = 8)
        List<
                @Pattern(
                    "^(build|run|test|seed|snapshot|compile|deps|docs generate|source freshness)$")
                @Size(min = 1, max = 32) String>
            commands,
    @JsonPropertyDescription("Value of --select. Default: all nodes.") @Size(max = 64)
        List<@Size(min = 1, max = 256) String> select,
    @JsonPropertyDescription("Value of --exclude. Default: none.") @Size(max = 64)
        List<@Size(min = 1, max = 256) String> exclude,
    @JsonPropertyDescription("Value of --vars; run_date is there always.") @Size(max = 64)
        List<Variable> vars,
    @JsonPropertyDescription("Name of the dbt target. Default: prod.")
        @Pattern(SluiceApi.IDENTIFIER)
        @Size(min = 1, max = 63)
        @Nullable String target,
    @JsonPropertyDescription("Value of --threads. Default: 4.") @Min(1) @Max(64)
        @Nullable Integer threads,
    @JsonPropertyDescription("Whether incremental models are built anew. Default: false.")
        @Nullable Boolean fullRefresh,
    @JsonPropertyDescription(
            "What the project reads: these steps and the checks on them come first.")
        @Size(max = 100)
        List<ModelInput> reads,
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
  public ModelRunSpec {
    commands = commands == null ? List.of() : List.copyOf(commands);
    select = select == null ? List.of() : List.copyOf(select);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    vars = vars == null ? List.of() : List.copyOf(vars);
    reads = reads == null ? List.of() : List.copyOf(reads);
  }
}
