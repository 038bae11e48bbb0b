package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Amounts of resources. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceList(
    @JsonPropertyDescription("CPU cores, such as 500m or 2.")
        @Pattern(SluiceApi.QUANTITY)
        @Size(min = 1, max = 20)
        @Nullable String cpu,
    @JsonPropertyDescription("Memory, such as 512Mi or 2Gi.")
        @Pattern(SluiceApi.QUANTITY)
        @Size(min = 1, max = 20)
        @Nullable String memory,
    @JsonPropertyDescription("Scratch space, such as 10Gi.")
        @JsonProperty("ephemeral-storage")
        @Pattern(SluiceApi.QUANTITY)
        @Size(min = 1, max = 20)
        @Nullable String ephemeralStorage) {}
