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
@ValidationRule(
    value = "!has(self.selector) || !(has(self.select) || has(self.exclude))",
    message = "selector stands instead of select and exclude: leave one of them out")
@ValidationRule(
    value =
        "!(has(self.stateOf) || has(self.defer) && self.defer) || has(self.state) && self.state == 'LastSuccess'",
    message = "stateOf and defer need something to compare with: add state: LastSuccess")
@ValidationRule(
    value =
        "has(self.state) && self.state == 'LastSuccess' || !(has(self.select) && self.select.exists(s, s.contains('state:'))) && !(has(self.exclude) && self.exclude.exists(s, s.contains('state:')))",
    message =
        "select and exclude with state: need something to compare with: add state: LastSuccess")
@ValidationRule(
    value = "!has(self.project.image) || has(self.pod) && has(self.pod.image)",
    message = "project.image is a folder of the runner's own image: name that image in pod.image")
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
    @JsonPropertyDescription("The dbt project: exactly one of files, configMap, s3, git and image.")
        @Required
        DbtProject project,
    @JsonPropertyDescription(
            "dbt commands in order; the first that fails ends the run. retry goes on after the nodes that failed in the newest execution of the same date. Default: build.")
        @Size(max = 8)
        @ValidationRule(
            value =
                "self.all(c, c in ['build', 'run', 'test', 'seed', 'snapshot', 'retry', 'compile', 'deps', 'clean', 'docs generate', 'source freshness'])",
            message =
                "commands: each must be one of build, run, test, seed, snapshot, retry, compile, deps, clean, 'docs generate' and 'source freshness'; options have fields of their own")
        List<@Size(min = 1, max = 64) String> commands,
    @JsonPropertyDescription("dbt nodes that are selected (--select). Default: all nodes.")
        @Size(max = 64)
        List<@Size(min = 1, max = 256) String> select,
    @JsonPropertyDescription("dbt nodes that are left out (--exclude). Default: none.")
        @Size(max = 64)
        List<@Size(min = 1, max = 256) String> exclude,
    @JsonPropertyDescription(
            "Name of a selector of the project's selectors.yml (--selector), instead of select and exclude. Default: none.")
        @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_-]*$')",
            message =
                "must be the name of a selector: letters, digits, '_' and '-', not starting with a digit or '-'")
        @Size(min = 1, max = 128)
        @Nullable String selector,
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
            "LastSuccess: the project is compared with its last execution that succeeded (--state), so that select can say state:modified+. Before the first one everything counts as new. Default: None.")
        @Nullable ModelState state,
    @JsonPropertyDescription(
            "Name of the ModelRun whose last success is meant; both must keep their reports in the same store. Default: this one.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String stateOf,
    @JsonPropertyDescription(
            "Whether models that are neither selected nor built are read where the last success built them (--defer). Default: false.")
        @Nullable Boolean defer,
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
