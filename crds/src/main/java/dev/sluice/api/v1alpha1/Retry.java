package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When and how often a failed attempt is tried again. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Retry(
    @JsonPropertyDescription(
            "How many times a failed attempt is tried again. 0: never. Default: 2.")
        @Min(0)
        @Max(20)
        @Nullable Integer limit,
    @JsonPropertyDescription(
            "How long to wait between attempts. Default: 10s, doubled each time, at most 5m.")
        @Nullable Backoff backoff,
    @JsonPropertyDescription(
            "Which failures are tried again. Transient: the runner says that it may go away by itself. Crashed: the runner died or was evicted. Timeout: the attempt ran longer than spec.timeout. A UserError, QualityFailed or Fenced attempt is never retried, because it would end the same. Default: all three.")
        @Size(min = 1, max = 3)
        List<RetryReason> onReasons) {
  public Retry {
    onReasons = onReasons == null ? List.of() : List.copyOf(onReasons);
  }
}
