package dev.sluice.quality;

import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Deviation;
import dev.sluice.protocol.QualityStep.Figure;
import dev.sluice.quality.CompiledCheck.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds one number against its bounds, and against those of earlier runs. */
final class FigureJudge {

  /** Fewer figures say little about how far they usually lie apart. */
  static final int ENOUGH = 5;

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private final Figure figure;
  private final List<FigureHistory.Past> past;
  private final Wording wording;
  private final @Nullable BigDecimal min;
  private final @Nullable BigDecimal max;
  private final @Nullable BigDecimal maxChange;
  private final @Nullable BigDecimal maxDeviation;

  /** Says a number in words. */
  @FunctionalInterface
  interface Wording {
    String of(String value);
  }

  /**
   * @param past figures of earlier dates, newest first
   */
  FigureJudge(Check check, Figure figure, List<FigureHistory.Past> past, Wording wording) {
    this.figure = figure;
    this.past = past;
    this.wording = wording;
    this.min = bound(check, figure.min());
    this.max = bound(check, figure.max());
    this.maxChange = bound(check, figure.maxChangePercent());
    Deviation deviation = figure.deviation();
    this.maxDeviation = deviation == null ? null : bound(check, deviation.max());
    if (min == null && max == null && maxChange == null && maxDeviation == null) {
      throw CheckColumns.bad(check, "names no bounds");
    }
  }

  private static @Nullable BigDecimal bound(Check check, @Nullable String text) {
    if (text != null && !CheckColumns.isNumber(text)) {
      throw CheckColumns.bad(check, "has the bound \"" + text + "\", which is no number");
    }
    return text == null ? null : new BigDecimal(text);
  }

  Verdict judge(@Nullable String text) {
    if (text == null) {
      return new Verdict(false, 1, "no values, expected " + expected(), null);
    }
    if (!CheckColumns.isNumber(text)) {
      return new Verdict(
          false, 1, wording.of(text) + ", which is no number, expected " + expected(), null);
    }
    BigDecimal value = new BigDecimal(text);
    String found = wording.of(Words.number(value));
    List<String> broken = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    if (min != null || max != null) {
      boolean outside =
          (min != null && value.compareTo(min) < 0) || (max != null && value.compareTo(max) > 0);
      (outside ? broken : kept).add("expected " + Words.interval(figure.min(), figure.max()));
    }
    change(value).ifPresent(w -> (w.broken() ? broken : kept).add(w.text()));
    deviation(value).ifPresent(w -> (w.broken() ? broken : kept).add(w.text()));
    List<String> said = broken.isEmpty() ? kept : broken;
    return new Verdict(
        broken.isEmpty(),
        broken.isEmpty() ? 0 : 1,
        said.isEmpty() ? found : found + ", " + String.join(", ", said),
        value);
  }

  private String expected() {
    return min == null && max == null
        ? "some to compare with earlier ones"
        : Words.interval(figure.min(), figure.max());
  }

  private record Compared(boolean broken, String text) {}

  private Optional<Compared> change(BigDecimal value) {
    if (maxChange == null) {
      return Optional.empty();
    }
    if (past.isEmpty()) {
      return Optional.of(new Compared(false, "no earlier one to compare with"));
    }
    FigureHistory.Past before = past.get(0);
    BigDecimal difference = value.subtract(before.value());
    String of = " " + Words.number(before.value()) + " of " + before.date();
    if (difference.signum() == 0) {
      return Optional.of(new Compared(false, "the same as the" + of));
    }
    String direction = difference.signum() > 0 ? "above" : "below";
    if (before.value().signum() == 0) {
      return Optional.of(
          new Compared(true, direction + " the" + of + ", of which no percentage can be taken"));
    }
    BigDecimal percent =
        difference.abs().multiply(HUNDRED).divide(before.value().abs(), MathContext.DECIMAL64);
    return Optional.of(
        new Compared(
            percent.compareTo(maxChange) > 0,
            Words.number(percent)
                + " % "
                + direction
                + " the"
                + of
                + ", allowed are "
                + Words.number(maxChange)
                + " %"));
  }

  private Optional<Compared> deviation(BigDecimal value) {
    Deviation bound = figure.deviation();
    if (bound == null || maxDeviation == null) {
      return Optional.empty();
    }
    List<FigureHistory.Past> window = past.subList(0, Math.min(bound.last(), past.size()));
    if (window.size() < ENOUGH) {
      return Optional.of(
          new Compared(false, window.size() + " earlier ones, too few for a standard deviation"));
    }
    double mean = window.stream().mapToDouble(p -> p.value().doubleValue()).average().orElseThrow();
    double variance =
        window.stream().mapToDouble(p -> Math.pow(p.value().doubleValue() - mean, 2)).sum()
            / (window.size() - 1);
    double distance = Math.abs(value.doubleValue() - mean);
    double deviations = distance == 0 ? 0 : distance / Math.sqrt(variance);
    return Optional.of(
        new Compared(
            deviations > maxDeviation.doubleValue(),
            String.format(
                Locale.ROOT,
                "%s standard deviations from the mean %s of the last %d, allowed are %s",
                Double.isInfinite(deviations)
                    ? "infinite"
                    : String.format(Locale.ROOT, "%.1f", deviations),
                Words.number(BigDecimal.valueOf(mean)),
                window.size(),
                Words.number(maxDeviation))));
  }
}
