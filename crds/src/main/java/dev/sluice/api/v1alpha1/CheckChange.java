package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;

/** A bound on the change from one run to the next. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.maxPercent >= 0",
    message = "change.maxPercent must not be negative: it bounds rises and falls alike")
public record CheckChange(
    @JsonPropertyDescription(
            "Largest rise or fall that passes, in percent of the figure of the newest earlier run"
                + " date. The first run passes.")
        @Required
        BigDecimal maxPercent) {}
