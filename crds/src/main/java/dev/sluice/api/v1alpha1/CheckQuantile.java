package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Bounds on a quantile of a numeric column. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.min) || has(self.max) || has(self.change) || has(self.deviation)",
    message = "quantile needs at least one of min, max, change and deviation")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "quantile: min must not be above max")
@ValidationRule(
    value = "self.quantile >= 0 && self.quantile <= 1",
    message = "quantile must be between 0 and 1: write 0.5 for the median")
public record CheckQuantile(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("Which quantile, between 0 and 1: 0.5 is the median.") @Required
        BigDecimal quantile,
    @JsonPropertyDescription("Lowest value that passes.") @Nullable BigDecimal min,
    @JsonPropertyDescription("Highest value that passes.") @Nullable BigDecimal max,
    @JsonPropertyDescription("How far the figure may be from that of the run before.")
        @Nullable CheckChange change,
    @JsonPropertyDescription("How far the figure may be from the mean of earlier ones.")
        @Nullable CheckDeviation deviation) {}
