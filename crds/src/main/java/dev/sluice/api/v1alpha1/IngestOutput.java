package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where an ingest puts its files. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IngestOutput(
    @JsonPropertyDescription("Name of the ObjectStore.")
        @Required
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String objectStore,
    @JsonPropertyDescription(
            "Folder of the dataset below the prefix of the store. No two steps may share one.")
        @Required
        @ValidationRule(value = SluiceApi.PATH_RULE, message = SluiceApi.PATH_MESSAGE)
        @Size(min = 1, max = 256)
        String path,
    @JsonPropertyDescription(
            "[run_date] keeps one slice per run date. Default: one slice, replaced by each run.")
        @Size(max = 1)
        @ValidationRule(
            value = "self.all(c, c == 'run_date')",
            message =
                "output.partitionBy of a DatasetIngest can only be [run_date]: files are kept as they are")
        List<@Size(min = 1, max = 63) String> partitionBy) {
  public IngestOutput {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
  }
}
