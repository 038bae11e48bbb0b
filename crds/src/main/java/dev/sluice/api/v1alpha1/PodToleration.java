package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A taint that a pod tolerates. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.value) || !has(self.operator) || self.operator != 'Exists'",
    message = "a toleration with operator Exists compares no value: leave value out")
@ValidationRule(
    value = "has(self.key) || (has(self.operator) && self.operator == 'Exists')",
    message = "a toleration needs a key, or operator Exists to tolerate every taint")
@ValidationRule(
    value = "!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')",
    message = "tolerationSeconds goes with effect NoExecute: set effect, or leave it out")
public record PodToleration(
    @JsonPropertyDescription("Key of the taint; absent with operator Exists: all keys.")
        @Size(min = 1, max = 316)
        @Nullable String key,
    @JsonPropertyDescription(
            "Equal: key and value are those of the taint. Exists: the key is. Default: Equal.")
        @Nullable TolerationOperator operator,
    @JsonPropertyDescription("Value of the taint.") @Size(max = 63) @Nullable String value,
    @JsonPropertyDescription(
            "Effect of the taint: NoSchedule, PreferNoSchedule or NoExecute. Default: all effects.")
        @Nullable TaintEffect effect,
    @JsonPropertyDescription(
            "With effect NoExecute: seconds until the pod is evicted. Default: never.")
        @Min(0)
        @Nullable Long tolerationSeconds) {}
