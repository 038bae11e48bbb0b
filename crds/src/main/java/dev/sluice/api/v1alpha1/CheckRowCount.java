package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Bounds on the number of rows. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.min) || has(self.max)",
    message = "rowCount needs min, max or both")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "rowCount: min must not be above max")
public record CheckRowCount(
    @JsonPropertyDescription("Fewest rows that pass.") @Min(0) @Nullable Long min,
    @JsonPropertyDescription("Most rows that pass.") @Min(0) @Nullable Long max) {}
