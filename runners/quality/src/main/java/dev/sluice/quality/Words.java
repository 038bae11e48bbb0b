package dev.sluice.quality;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Figures as messages say them. */
final class Words {

  private static final int MAX_LIST = 80;
  private static final int DIGITS = 6;

  private Words() {}

  static String of(long failures, long rows) {
    return failures + " of " + rows + " rows";
  }

  static String interval(@Nullable String min, @Nullable String max) {
    if (min == null) {
      return "at most " + max;
    }
    return max == null ? "at least " + min : "[" + min + ", " + max + "]";
  }

  /** At most six digits behind the point or, of small numbers, that matter. */
  static String number(BigDecimal number) {
    BigDecimal rounded =
        number.abs().compareTo(BigDecimal.ONE) >= 0
            ? number.setScale(Math.min(Math.max(number.scale(), 0), DIGITS), RoundingMode.HALF_UP)
            : number.round(new MathContext(DIGITS, RoundingMode.HALF_UP));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  static String shorten(String text) {
    return text.length() <= MAX_LIST ? text : text.substring(0, MAX_LIST - 1) + "…";
  }

  /** {@code 1 d 2 h 3 min}; seconds only where there is no larger part but minutes. */
  static String duration(Duration duration) {
    Duration d = duration.isNegative() ? Duration.ZERO : duration;
    String words =
        Stream.of(
                part(d.toDays(), "d"),
                part(d.toHoursPart(), "h"),
                part(d.toMinutesPart(), "min"),
                d.toHours() > 0 ? "" : part(d.toSecondsPart(), "s"))
            .filter(p -> !p.isEmpty())
            .collect(Collectors.joining(" "));
    return words.isEmpty() ? "0 s" : words;
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + " " + unit;
  }
}
