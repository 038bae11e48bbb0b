package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A dataset in the lake, or a table in a warehouse. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.datasetIngest), has(self.transform), has(self.warehouseLoad), has(self.modelRun), has(self.warehouse)].filter(x, x).size() == 1",
    message =
        "data is exactly one of datasetIngest, transform, warehouseLoad, modelRun and warehouse")
@ValidationRule(
    value = "has(self.table) == (has(self.modelRun) || has(self.warehouse))",
    message = "table goes with modelRun or warehouse, which both need it")
@ValidationRule(
    value = "has(self.format) == has(self.datasetIngest)",
    message = "format goes with datasetIngest, which needs it")
@ValidationRule(
    value = "!has(self.path) || has(self.datasetIngest)",
    message = "path chooses files of a datasetIngest")
@ValidationRule(
    value = "!has(self.slices) || has(self.datasetIngest) || has(self.transform)",
    message = "slices are of datasets in the lake: leave it out for tables")
public record CheckedData(
    @JsonPropertyDescription("Name of a DatasetIngest.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String datasetIngest,
    @JsonPropertyDescription("Name of a Transform.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String transform,
    @JsonPropertyDescription("Name of a WarehouseLoad: its table is checked.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String warehouseLoad,
    @JsonPropertyDescription("Name of a ModelRun: the table is one of its models.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String modelRun,
    @JsonPropertyDescription("Name of a Warehouse, for a table that no step makes.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String warehouse,
    @JsonPropertyDescription("schema.table, with modelRun or warehouse.")
        @Pattern(SluiceApi.TABLE)
        @Size(min = 3, max = 127)
        @Nullable String table,
    @JsonPropertyDescription(
            "Glob on the files of a DatasetIngest, such as ratings.csv. Default: all files.")
        @Size(min = 1, max = 256)
        @Nullable String path,
    @JsonPropertyDescription(
            "Which slices are read of a dataset that is partitioned by run_date. Default: Run, the slice of the date of the run.")
        @Nullable Slices slices,
    @JsonPropertyDescription("How the files of a DatasetIngest are read. Required for one.")
        @Nullable FileFormat format) {}
