package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Resources of a pod, with the meaning that Kubernetes gives them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Resources(
    @JsonPropertyDescription("What the scheduler sets aside for the pod.")
        @Nullable ResourceList requests,
    @JsonPropertyDescription(
            "What the pod may use at most. The heap of a JVM runner follows limits.memory.")
        @Nullable ResourceList limits) {}
