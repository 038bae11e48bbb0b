package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A dataset in the lake, or a table in a warehouse. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.datasetIngest), has(self.transform), has(self.qualityCheck), has(self.warehouseLoad), has(self.modelRun), has(self.warehouse)].filter(x, x).size() == 1",
    message =
        "checked data must be exactly one of datasetIngest, transform, qualityCheck, warehouseLoad, modelRun and warehouse")
@ValidationRule(
    value = "has(self.table) == (has(self.modelRun) || has(self.warehouse))",
    message =
        "table goes with modelRun or warehouse, which both need it; leave it out for the others")
@ValidationRule(
    value = "has(self.format) == has(self.datasetIngest)",
    message =
        "format goes with datasetIngest, which needs it, because its files are raw; leave it out for the others")
@ValidationRule(
    value = "!has(self.path) || has(self.datasetIngest)",
    message = "path chooses files of a datasetIngest: leave it out for the others")
@ValidationRule(
    value =
        "!has(self.slices) || has(self.datasetIngest) || has(self.transform) || has(self.qualityCheck)",
    message = "slices belong to datasets in the lake: leave it out for tables")
@ValidationRule(
    value = "!has(self.output) || has(self.transform)",
    message = "output names one of several outputs of a transform: leave it out for the others")
public record CheckedData(
    @JsonPropertyDescription("Name of a DatasetIngest.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String datasetIngest,
    @JsonPropertyDescription("Name of a Transform.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String transform,
    @JsonPropertyDescription("Name of one of the outputs of a Transform that has several.")
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String output,
    @JsonPropertyDescription("Name of a QualityCheck with an output: the rows that have passed it.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String qualityCheck,
    @JsonPropertyDescription("Name of a WarehouseLoad: its table is checked.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String warehouseLoad,
    @JsonPropertyDescription("Name of a ModelRun: the table is one of its models.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String modelRun,
    @JsonPropertyDescription("Name of a Warehouse, for a table that no step makes.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String warehouse,
    @JsonPropertyDescription("schema.table, with modelRun or warehouse.")
        @ValidationRule(value = SluiceApi.TABLE_RULE, message = SluiceApi.TABLE_MESSAGE)
        @Size(min = 1, max = 127)
        @Nullable String table,
    @JsonPropertyDescription(
            "Glob on the files of a DatasetIngest, such as ratings.csv. Default: all files.")
        @Size(min = 1, max = 256)
        @Nullable String path,
    @JsonPropertyDescription(
            "Which slices are read of a dataset that is partitioned by run_date. Run: the one of the date of the run. Newest: the one with the latest date. All: every one. Default: Run.")
        @Nullable Slices slices,
    @JsonPropertyDescription("How the files of a DatasetIngest are read. Required for one.")
        @Nullable FileFormat format) {}
