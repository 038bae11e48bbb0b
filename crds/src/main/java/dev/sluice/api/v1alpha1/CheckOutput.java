package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where a check puts the rows that pass. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckOutput(
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
            "[run_date] keeps one slice per run date, also of the quarantine. Default: one slice, replaced by each run.")
        @Size(max = 1)
        @ValidationRule(
            value = "self.all(c, c == 'run_date')",
            message = "output.partitionBy of a QualityCheck can only be [run_date]")
        List<@Size(min = 1, max = 63) String> partitionBy) {
  public CheckOutput {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
  }
}
