package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A share of the rows. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.min) || has(self.max) || has(self.change) || has(self.deviation)",
    message = "a share needs at least one of min, max, change and deviation")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "a share: min must not be above max")
@ValidationRule(
    value =
        "(!has(self.min) || (self.min >= 0 && self.min <= 1)) && (!has(self.max) || (self.max >= 0"
            + " && self.max <= 1))",
    message = "min and max of a share must be between 0 and 1: write 0.95 for 95 %")
public record CheckShare(
    @JsonPropertyDescription("Names of the columns.") @Required @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 255) String> columns,
    @JsonPropertyDescription("Lowest share that passes.") @Nullable BigDecimal min,
    @JsonPropertyDescription("Highest share that passes.") @Nullable BigDecimal max,
    @JsonPropertyDescription("How far the figure may be from that of the run before.")
        @Nullable CheckChange change,
    @JsonPropertyDescription("How far the figure may be from the mean of earlier ones.")
        @Nullable CheckDeviation deviation) {
  public CheckShare {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
