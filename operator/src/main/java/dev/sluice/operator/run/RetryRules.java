package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.Backoff;
import dev.sluice.api.v1alpha1.Retry;
import dev.sluice.operator.kube.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether and when a failed attempt is tried again, by {@code spec.retry} and its defaults. */
final class RetryRules {

  private static final int DEFAULT_LIMIT = 2;
  private static final int DEFAULT_FACTOR = 2;
  private static final Duration DEFAULT_INITIAL = Duration.ofSeconds(10);
  private static final Duration DEFAULT_MAX = Duration.ofMinutes(5);

  private RetryRules() {}

  /** Whether there is another attempt after so many failures, the last of which ended like this. */
  static boolean again(@Nullable Retry retry, TaskEnd end, int failures) {
    int limit = retry == null || retry.limit() == null ? DEFAULT_LIMIT : retry.limit();
    return end.isRetried(retry) && failures <= limit;
  }

  /** How long to wait after so many failures. */
  static Duration pause(@Nullable Retry retry, int failures) {
    Backoff backoff = retry == null ? null : retry.backoff();
    Duration initial = Durations.parse(backoff == null ? null : backoff.initial(), DEFAULT_INITIAL);
    Duration longest = DEFAULT_MAX.compareTo(initial) < 0 ? initial : DEFAULT_MAX;
    Duration max = Durations.parse(backoff == null ? null : backoff.max(), longest);
    int factor = backoff == null || backoff.factor() == null ? DEFAULT_FACTOR : backoff.factor();
    double seconds = initial.toSeconds() * Math.pow(factor, failures - 1.0);
    return seconds >= max.toSeconds() ? max : Duration.ofSeconds((long) seconds);
  }
}
