package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Amounts of resources. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceList(
    @JsonPropertyDescription("CPU cores, such as 500m (half a core) or 2.")
        @ValidationRule(value = SluiceApi.QUANTITY_RULE, message = SluiceApi.QUANTITY_MESSAGE)
        @Size(min = 1, max = 20)
        @Nullable String cpu,
    @JsonPropertyDescription("Memory, such as 512Mi or 2Gi.")
        @ValidationRule(value = SluiceApi.QUANTITY_RULE, message = SluiceApi.QUANTITY_MESSAGE)
        @Size(min = 1, max = 20)
        @Nullable String memory,
    @JsonPropertyDescription("Scratch space on the node's disk, such as 10Gi.")
        @JsonProperty("ephemeral-storage")
        @ValidationRule(value = SluiceApi.QUANTITY_RULE, message = SluiceApi.QUANTITY_MESSAGE)
        @Size(min = 1, max = 20)
        @Nullable String ephemeralStorage) {}
