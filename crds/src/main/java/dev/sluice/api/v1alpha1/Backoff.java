package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How long to wait between attempts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.initial) || !has(self.max) || !(self.initial.matches('^[0-9hms]+$') && self.max.matches('^[0-9hms]+$')) || duration(self.max) >= duration(self.initial)",
    message = "retry.backoff: max must not be shorter than initial")
public record Backoff(
    @JsonPropertyDescription("Wait before the first retry. Default: 10s.")
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String initial,
    @JsonPropertyDescription("What the wait is multiplied with after each retry. Default: 2.")
        @Min(1)
        @Max(10)
        @Nullable Integer factor,
    @JsonPropertyDescription("Longest wait. Default: 5m.")
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String max) {}
