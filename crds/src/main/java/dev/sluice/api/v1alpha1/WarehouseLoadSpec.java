package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dataset, and the table that it is loaded into. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.keys) == (self.mode == 'Merge')",
    message = "keys goes with mode Merge, which needs it")
@ValidationRule(
    value = "!has(self.sliceColumn) || self.mode == 'ReplaceSlice'",
    message = "sliceColumn goes with mode ReplaceSlice")
@ValidationRule(
    value = "has(self.format) == has(self.from.datasetIngest)",
    message = "format goes with from.datasetIngest, which needs it: its files are raw")
public record WarehouseLoadSpec(
    @JsonPropertyDescription("The dataset.") @Required DatasetSource from,
    @JsonPropertyDescription("How its files are read. Required for a DatasetIngest.")
        @Nullable FileFormat format,
    @JsonPropertyDescription("Name of the Warehouse.")
        @Required
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        String warehouse,
    @JsonPropertyDescription("schema.table. Schema and table are made when they are missing.")
        @Required
        @Pattern(SluiceApi.TABLE)
        @Size(min = 3, max = 127)
        String table,
    @JsonPropertyDescription("What happens to rows that are there already.") @Required
        LoadMode mode,
    @JsonPropertyDescription("With Merge: the columns that identify a row.") @Size(max = 32)
        List<@Pattern(SluiceApi.IDENTIFIER) @Size(min = 1, max = 63) String> keys,
    @JsonPropertyDescription(
            "With ReplaceSlice: the column that holds the date of the slice. Default: run_date.")
        @Pattern(SluiceApi.IDENTIFIER)
        @Size(min = 1, max = 63)
        @Nullable String sliceColumn,
    @JsonPropertyDescription(
            "Statements that run before each load, such as CREATE TABLE IF NOT EXISTS. They must be repeatable.")
        @Size(max = 32)
        List<@Size(min = 1, max = 8192) String> setupSql,
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
  public WarehouseLoadSpec {
    keys = keys == null ? List.of() : List.copyOf(keys);
    setupSql = setupSql == null ? List.of() : List.copyOf(setupSql);
  }
}
