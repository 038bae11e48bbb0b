package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A taint that a pod tolerates. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodToleration(
    @JsonPropertyDescription("Key of the taint; absent with operator Exists: all keys.")
        @Size(min = 1, max = 316)
        @Nullable String key,
    @JsonPropertyDescription("How value is compared. Default: Equal.")
        @Nullable TolerationOperator operator,
    @JsonPropertyDescription("Value of the taint.") @Size(max = 63) @Nullable String value,
    @JsonPropertyDescription("Effect of the taint; absent: all effects.")
        @Nullable TaintEffect effect,
    @JsonPropertyDescription(
            "With effect NoExecute: seconds until the pod is evicted. Default: never.")
        @Min(0)
        @Nullable Long tolerationSeconds) {}
