package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where a Transform puts its rows. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TransformOutput(
    @JsonPropertyDescription("Name of the ObjectStore.")
        @Required
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        String objectStore,
    @JsonPropertyDescription(
            "Folder of the dataset below the prefix of the store. No two steps may share one.")
        @Required
        @Pattern(SluiceApi.PATH)
        @Size(min = 1, max = 256)
        String path,
    @JsonPropertyDescription(
            "Columns that become folders. run_date among them keeps one slice per run date, which each run replaces whole. Default: one slice, replaced by each run.")
        @Size(max = 8)
        @ValidationRule(
            value = "self.all(c, self.exists_one(d, d == c))",
            message = "output.partitionBy names a column twice")
        List<@Pattern(SluiceApi.IDENTIFIER) @Size(min = 1, max = 63) String> partitionBy) {
  public TransformOutput {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
  }
}
