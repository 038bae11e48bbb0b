package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A dataset in the lake: the output of a DatasetIngest, a Transform or a QualityCheck. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.datasetIngest), has(self.transform), has(self.qualityCheck)].filter(x, x).size() == 1",
    message = "from must be exactly one of datasetIngest, transform and qualityCheck")
@ValidationRule(
    value = "!has(self.path) || has(self.datasetIngest)",
    message =
        "from.path chooses files of a datasetIngest; a transform is read whole, so leave path out")
@ValidationRule(
    value = "!has(self.output) || has(self.transform)",
    message = "from.output names an output of a transform: leave it out for a datasetIngest")
public record DatasetSource(
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
    @JsonPropertyDescription(
            "Name of a QualityCheck with an output: the rows that have passed it are read.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String qualityCheck,
    @JsonPropertyDescription(
            "Glob on the files of a DatasetIngest, such as ratings.csv. Default: all files.")
        @Size(min = 1, max = 256)
        @Nullable String path,
    @JsonPropertyDescription(
            "Which slices are read of a dataset that is partitioned by run_date. Run: the one of the date of the run. Newest: the one with the latest date. All: every one. Default: Run.")
        @Nullable Slices slices) {}
