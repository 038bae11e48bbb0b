package dev.sluice.quality;

import dev.sluice.protocol.QualityStep.Check;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check as numbers to measure.
 *
 * @param kind as the user writes it: {@code notNull}
 * @param columns it is about; empty when it is about the whole
 * @param metrics to measure, in the order that the judge expects
 * @param query statement for one more number, of checks that are not about each row by itself
 * @param judge says what the numbers mean
 * @param sample how a few bad rows are found; absent when there are none to show
 * @param badRow what makes a row a bad one; absent when the check is not about single rows
 */
record CompiledCheck(
    Check check,
    String kind,
    List<String> columns,
    List<Metric> metrics,
    Optional<String> query,
    Judge judge,
    Optional<String> sample,
    Optional<Condition> badRow) {

  CompiledCheck {
    columns = List.copyOf(columns);
    metrics = List.copyOf(metrics);
  }

  /** Turns the measured numbers into a verdict. */
  @FunctionalInterface
  interface Judge {
    Verdict judge(Figures figures);
  }

  /**
   * Whether a check holds.
   *
   * @param failures rows that break it; for checks about the whole 1
   * @param found what was expected and found, without the name of the check
   * @param figure the number that the check bounds; absent when it bounds none
   */
  record Verdict(boolean passed, long failures, String found, @Nullable BigDecimal figure) {
    static Verdict of(long failures, String found) {
      return new Verdict(failures == 0, failures, found, null);
    }
  }
}
