package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Bounds of a numeric column. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "has(self.min) || has(self.max)", message = "range needs min, max or both")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "range: min must not be above max")
public record CheckRange(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("Lowest value that passes.") @Nullable BigDecimal min,
    @JsonPropertyDescription("Highest value that passes.") @Nullable BigDecimal max) {}
