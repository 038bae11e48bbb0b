package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A bound in standard deviations of earlier figures. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.max > 0",
    message = "deviation.max must be above 0: it counts standard deviations, such as 3")
public record CheckDeviation(
    @JsonPropertyDescription(
            "Largest distance from the mean of the earlier figures that passes, in their standard"
                + " deviations, such as 3. Passes until there are 5 of them.")
        @Required
        BigDecimal max,
    @JsonPropertyDescription("How many earlier run dates are looked at, newest first. Default: 30.")
        @Min(5)
        @Max(100)
        @Nullable Integer last) {}
