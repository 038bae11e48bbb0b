package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The newest run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LastRun(
    @JsonPropertyDescription("Name of the run.") @Size(max = 253) String name,
    @JsonPropertyDescription("Logical date of the run.") @Size(max = 10) @Nullable String date,
    @JsonPropertyDescription("Reason of its condition Succeeded.") @Size(max = 64)
        @Nullable String reason) {}
