package dev.sluice.operator.kube;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Durations as the API writes them: {@code 1h30m}, {@code 90s}. */
public final class Durations {

  private Durations() {}

  /** Reads a duration whose form the schema has checked. */
  public static Duration parse(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** Reads a duration, or takes another one where there is none. */
  public static Duration parse(@Nullable String text, Duration otherwise) {
    return text == null ? otherwise : parse(text);
  }

  /** Writes a duration in whole seconds, with the two largest units: {@code 2h5m}, {@code 3s}. */
  public static String format(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
    }
    return seconds / 3600 + "h" + (seconds / 60 % 60 == 0 ? "" : seconds / 60 % 60 + "m");
  }
}
