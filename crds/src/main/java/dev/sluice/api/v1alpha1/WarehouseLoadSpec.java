package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dataset, and the table that it is loaded into. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.keys) == (self.mode == 'Merge')",
    message =
        "keys goes with mode Merge, which needs it: list the columns that identify a row, or choose another mode")
@ValidationRule(
    value = "!has(self.sliceColumn) || self.mode == 'ReplaceSlice'",
    message = "sliceColumn goes with mode ReplaceSlice: leave it out")
@ValidationRule(
    value = "has(self.format) == has(self.from.datasetIngest)",
    message =
        "format goes with from.datasetIngest, which needs it, because its files are raw; leave it out for from.transform")
public record WarehouseLoadSpec(
    @JsonPropertyDescription(
            "The dataset that is loaded: exactly one of datasetIngest, transform and qualityCheck.")
        @Required
        DatasetSource from,
    @JsonPropertyDescription("How its files are read. Required for a DatasetIngest.")
        @Nullable FileFormat format,
    @JsonPropertyDescription("Name of the Warehouse.")
        @Required
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String warehouse,
    @JsonPropertyDescription(
            "Table that is loaded, written schema.table. Schema and table are made when they are missing.")
        @Required
        @ValidationRule(value = SluiceApi.TABLE_RULE, message = SluiceApi.TABLE_MESSAGE)
        @Size(min = 1, max = 127)
        String table,
    @JsonPropertyDescription(
            "What happens to rows that are there already. Append: they stay; the same slice with the same content is added only once. ReplaceSlice: those of the same slice are deleted. Merge: those with the same keys are updated. Replace: all are deleted.")
        @Required
        LoadMode mode,
    @JsonPropertyDescription("With Merge: the columns that identify a row.")
        @Size(min = 1, max = 32)
        @ValidationRule(
            value = "self.all(c, c.matches('^" + SluiceApi.IDENTIFIER + "$'))",
            message =
                "keys: each column must be a plain SQL name: at most 63 letters, digits and '_', not starting with a digit")
        List<@Size(min = 1, max = 128) String> keys,
    @JsonPropertyDescription(
            "With ReplaceSlice: the column that holds the date of the slice. Default: run_date.")
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String sliceColumn,
    @JsonPropertyDescription(
            "What happens when the dataset has columns that the table lacks. Fail: the load fails and names them. AddColumns: the table gets them, and they are empty in the rows that are there. Default: Fail.")
        @Nullable SchemaChange onSchemaChange,
    @JsonPropertyDescription(
            "Statements that run before each load, such as CREATE TABLE IF NOT EXISTS. They must be repeatable.")
        @Size(max = 32)
        List<@Size(min = 1, max = 8192) String> setupSql,
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
  public WarehouseLoadSpec {
    keys = keys == null ? List.of() : List.copyOf(keys);
    setupSql = setupSql == null ? List.of() : List.copyOf(setupSql);
  }
}
