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
@ValidationRule(
    value = "has(self.output) == has(self.quarantine)",
    message =
        "output and quarantine go together: rows that pass go to output, the others to quarantine")
@ValidationRule(
    value =
        "!has(self.quarantine) || ((has(self.from.datasetIngest) || has(self.from.transform) || has(self.from.qualityCheck)) && (!has(self.from.slices) || self.from.slices == 'Run'))",
    message =
        "quarantine splits the slice of the run of a dataset in the lake: from must be a datasetIngest, transform or qualityCheck, without slices")
@ValidationRule(
    value =
        "!has(self.quarantine) || self.checks.exists(c, (!has(c.severity) || c.severity == 'Error') && (has(c.notNull) || has(c.range) || has(c.length) || has(c.pattern) || has(c.acceptedValues) || has(c.relationships)))",
    message =
        "quarantine needs a check of single rows with severity Error: notNull, range, length, pattern, acceptedValues or relationships")
@ValidationRule(
    value =
        "!has(self.output) || !has(self.quarantine) || self.output.objectStore != self.quarantine.objectStore || self.output.path != self.quarantine.path",
    message = "output and quarantine must not share a folder: give one of them another path")
@ValidationRule(
    value = "(has(self.engine) && self.engine == 'Athena') == has(self.athena)",
    message = "engine: Athena and athena go together: write both or neither")
@ValidationRule(
    value =
        "!has(self.engine) || has(self.from.datasetIngest) || has(self.from.transform) || has(self.from.qualityCheck)",
    message =
        "engine is for datasets in the lake: leave it out for a table, whose warehouse checks it")
@ValidationRule(
    value =
        "!has(self.athena) || ((has(self.from.transform) || has(self.from.qualityCheck)) && self.checks.all(c, !has(c.relationships) || has(c.relationships.to.transform) || has(c.relationships.to.qualityCheck)))",
    message =
        "engine: Athena reads what a transform or qualityCheck has written: from, and to of relationships, must be one of them")
@ValidationRule(
    value =
        "!has(self.engine) || self.engine != 'Spark' || self.checks.all(c, !has(c.relationships) || has(c.relationships.to.datasetIngest) || has(c.relationships.to.transform) || has(c.relationships.to.qualityCheck))",
    message =
        "engine: Spark reads datasets in the lake only: to of relationships must be a datasetIngest, transform or qualityCheck")
@ValidationRule(
    value = "!has(self.athena) || !has(self.quarantine)",
    message =
        "quarantine needs engine DuckDB or Spark, which write the rows: leave out athena and its engine")
public record QualityCheckSpec(
    @JsonPropertyDescription(
            "What is checked: exactly one of datasetIngest, transform, qualityCheck, warehouseLoad, modelRun and warehouse.")
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
            "What computes the checks of a dataset. DuckDB: the pod of the check. Spark: the pod of the check, in the SQL of transforms; for data that takes DuckDB more memory than there is. Athena: Amazon Athena, as athena says; see docs/quality.md for how it differs. Default: DuckDB.")
        @Nullable QualityEngine engine,
    @JsonPropertyDescription("With engine Athena: where it works.") @Nullable Athena athena,
    @JsonPropertyDescription(
            "Readers: every other step of the pipeline that reads the same data waits for this check, and is skipped when it fails. None: nobody waits. Default: Readers.")
        @Nullable Gate gate,
    @JsonPropertyDescription(
            "With quarantine: where the rows go that break no check of single rows with severity Error. Other steps read them with from: {qualityCheck: NAME}.")
        @Nullable CheckOutput output,
    @JsonPropertyDescription(
            "Rows that break a check of single rows (notNull, range, length, pattern, acceptedValues, relationships) with severity Error go here, with the names of the checks, and do not fail the step. Default: they fail it.")
        @Nullable Quarantine quarantine,
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
