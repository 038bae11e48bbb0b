package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Bounds on the number of rows. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.min) || has(self.max) || has(self.change) || has(self.deviation)",
    message = "rowCount needs at least one of min, max, change and deviation")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "rowCount: min must not be above max")
public record CheckRowCount(
    @JsonPropertyDescription("Fewest rows that pass.") @Min(0) @Nullable Long min,
    @JsonPropertyDescription("Most rows that pass.") @Min(0) @Nullable Long max,
    @JsonPropertyDescription("How far the figure may be from that of the run before.")
        @Nullable CheckChange change,
    @JsonPropertyDescription("How far the figure may be from the mean of earlier ones.")
        @Nullable CheckDeviation deviation) {}
