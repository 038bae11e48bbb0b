package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Resources of a pod, with the meaning that Kubernetes gives them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.requests) || !has(self.limits) || !has(self.requests.cpu) || !has(self.limits.cpu) || !isQuantity(string(self.requests.cpu)) || !isQuantity(string(self.limits.cpu)) || quantity(string(self.requests.cpu)).compareTo(quantity(string(self.limits.cpu))) <= 0",
    message = "resources: requests.cpu must not be above limits.cpu")
@ValidationRule(
    value =
        "!has(self.requests) || !has(self.limits) || !has(self.requests.memory) || !has(self.limits.memory) || !isQuantity(string(self.requests.memory)) || !isQuantity(string(self.limits.memory)) || quantity(string(self.requests.memory)).compareTo(quantity(string(self.limits.memory))) <= 0",
    message = "resources: requests.memory must not be above limits.memory")
@ValidationRule(
    value =
        "!has(self.requests) || !has(self.limits) || !has(self.requests.ephemeral__dash__storage) || !has(self.limits.ephemeral__dash__storage) || !isQuantity(string(self.requests.ephemeral__dash__storage)) || !isQuantity(string(self.limits.ephemeral__dash__storage)) || quantity(string(self.requests.ephemeral__dash__storage)).compareTo(quantity(string(self.limits.ephemeral__dash__storage))) <= 0",
    message = "resources: requests.ephemeral-storage must not be above limits.ephemeral-storage")
public record Resources(
    @JsonPropertyDescription("What the scheduler sets aside for the pod.")
        @Nullable ResourceList requests,
    @JsonPropertyDescription(
            "What the pod may use at most. The heap of a JVM runner follows limits.memory.")
        @Nullable ResourceList limits) {}
