package dev.sluice.dev.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Does the steps of getting ready and tells one line about each. */
final class Timeline {
  private final PrintStream out;
  private final Instant start = Instant.now();

  Timeline(PrintStream out) {
    this.out = out;
  }

  /** Does a step; the line appears when it is done, with its time and what it says of itself. */
  <T> T step(String name, Callable<T> work, java.util.function.Function<T, String> remark) {
    Instant begin = Instant.now();
    try {
      T result = work.call();
      line(name, Duration.between(begin, Instant.now()), remark.apply(result));
      return result;
    } catch (DemoFailure e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("Interrupted while " + name + " was starting");
    } catch (Exception e) {
      throw new DemoFailure(name + ": " + e.getMessage());
    }
  }

  private void line(String name, Duration took, String remark) {
    synchronized (out) {
      out.printf(Locale.ROOT, "  %-10s %6.1f s  %s%n", name, seconds(took), remark);
    }
  }

  /** Seconds since the timeline began. */
  double elapsed() {
    return seconds(Duration.between(start, Instant.now()));
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
