package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounds on the number of distinct values. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.min) || has(self.max) || has(self.change) || has(self.deviation)",
    message = "distinct needs at least one of min, max, change and deviation")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "distinct: min must not be above max")
public record CheckDistinct(
    @JsonPropertyDescription("Names of the columns.") @Required @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 255) String> columns,
    @JsonPropertyDescription("Lowest number of distinct values that passes.") @Min(0)
        @Nullable Long min,
    @JsonPropertyDescription("Highest number of distinct values that passes.") @Min(0)
        @Nullable Long max,
    @JsonPropertyDescription("How far the figure may be from that of the run before.")
        @Nullable CheckChange change,
    @JsonPropertyDescription("How far the figure may be from the mean of earlier ones.")
        @Nullable CheckDeviation deviation) {
  public CheckDistinct {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
