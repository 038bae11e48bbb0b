package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where a Transform puts its rows. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TransformOutput(
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
            "Columns that become folders. run_date among them keeps one slice per run date, which each run replaces whole. Default: one slice, replaced by each run.")
        @Size(max = 8)
        @ValidationRule(
            value = "self.all(c, c.matches('^" + SluiceApi.IDENTIFIER + "$'))",
            message =
                "output.partitionBy: each column must be a plain SQL name: at most 63 letters, digits and '_', not starting with a digit")
        @ValidationRule(
            value = "self.all(c, self.exists_one(d, d == c))",
            message = "output.partitionBy names a column twice; keep one")
        List<@Size(min = 1, max = 128) String> partitionBy) {
  public TransformOutput {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
  }
}
