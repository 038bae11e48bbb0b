package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
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
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String warehouse,
    @JsonPropertyDescription("Default schema of the models. Default: main.")
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String schema,
    @JsonPropertyDescription("The dbt project: exactly one of files and configMap.") @Required
        DbtProject project,
    @JsonPropertyDescription(
            "dbt commands in order; the first that fails ends the run. Default: build.")
        @Size(max = 8)
        @ValidationRule(
            value =
                "self.all(c, c in ['build', 'run', 'test', 'seed', 'snapshot', 'compile', 'deps', 'docs generate', 'source freshness'])",
            message =
                "commands: each must be one of build, run, test, seed, snapshot, compile, deps, 'docs generate' and 'source freshness'; options have fields of their own")
        List<@Size(min = 1, max = 64) String> commands,
    @JsonPropertyDescription("dbt nodes that are selected (--select). Default: all nodes.")
        @Size(max = 64)
        List<@Size(min = 1, max = 256) String> select,
    @JsonPropertyDescription("dbt nodes that are left out (--exclude). Default: none.")
        @Size(max = 64)
        List<@Size(min = 1, max = 256) String> exclude,
    @JsonPropertyDescription(
            "Variables of the project (--vars); run_date, the date of the run, is there always.")
        @Size(max = 64)
        @ValidationRule(
            value = "self.all(v, self.exists_one(w, w.name == v.name))",
            message = "vars: two variables have the same name")
        List<Variable> vars,
    @JsonPropertyDescription("Name of the dbt target. Default: prod.")
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String target,
    @JsonPropertyDescription("How many models dbt builds at the same time (--threads). Default: 4.")
        @Min(1)
        @Max(64)
        @Nullable Integer threads,
    @JsonPropertyDescription("Whether incremental models are built anew. Default: false.")
        @Nullable Boolean fullRefresh,
    @JsonPropertyDescription(
            "What the project reads: these steps and the checks on them come first.")
        @Size(max = 100)
        List<ModelInput> reads,
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
  public ModelRunSpec {
    commands = commands == null ? List.of() : List.copyOf(commands);
    select = select == null ? List.of() : List.copyOf(select);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    vars = vars == null ? List.of() : List.copyOf(vars);
    reads = reads == null ? List.of() : List.copyOf(reads);
  }
}
