package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A dataset and the name of its view. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.format) || !has(self.from.datasetIngest)",
    message = "format is required when from is a datasetIngest: its files are raw")
@ValidationRule(
    value = "!has(self.format) || has(self.from.datasetIngest)",
    message =
        "format belongs to a datasetIngest only: a transform writes Parquet and is read as such")
public record TransformInput(
    @JsonPropertyDescription("Name of the view in the query.")
        @Required
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription(
            "The dataset that is read: exactly one of datasetIngest, transform and qualityCheck.")
        @Required
        DatasetSource from,
    @JsonPropertyDescription("How its files are read. Required for a DatasetIngest.")
        @Nullable FileFormat format) {}
