package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of several datasets that a Transform writes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamedOutput(
    @JsonPropertyDescription("Name of the output: readers say from: {transform: T, output: NAME}.")
        @Required
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription(
            "One SELECT in the dialect of the engine whose rows go here. Inputs are views of their names. Left out with python and jar, which name their outputs.")
        @Size(min = 1, max = 32768)
        @Nullable String sql,
    @JsonPropertyDescription("Name of the ObjectStore.")
        @Required
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        String objectStore,
    @JsonPropertyDescription(
            "Folder of the dataset below the prefix of the store. No two outputs may share one.")
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
  public NamedOutput {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
  }
}
