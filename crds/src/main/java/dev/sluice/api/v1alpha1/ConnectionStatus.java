package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known about a connection. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConnectionStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Ready: whether the last probe of this spec could use the connection.")
        @Size(max = 8)
        List<Condition> conditions,
    @JsonPropertyDescription("S3, or the kind of the warehouse.") @Size(max = 32)
        @Nullable String type,
    @JsonPropertyDescription("Name of the pod that probes, or probed, this generation.")
        @Size(max = 63)
        @Nullable String probe) {
  public ConnectionStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
