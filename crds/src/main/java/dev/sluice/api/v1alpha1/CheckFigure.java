package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Bounds on a figure of a numeric column. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.min) || has(self.max) || has(self.change) || has(self.deviation)",
    message = "mean or sum needs at least one of min, max, change and deviation")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "mean or sum: min must not be above max")
public record CheckFigure(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("Lowest value that passes.") @Nullable BigDecimal min,
    @JsonPropertyDescription("Highest value that passes.") @Nullable BigDecimal max,
    @JsonPropertyDescription("How far the figure may be from that of the run before.")
        @Nullable CheckChange change,
    @JsonPropertyDescription("How far the figure may be from the mean of earlier ones.")
        @Nullable CheckDeviation deviation) {}
