package dev.sluice.protocol;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how far a long piece of work is, at most every two seconds. Safe for several threads. */
public final class Progress {

  private static final Logger log = LoggerFactory.getLogger(Progress.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final String what;
  private final String unit;
  private final long total;
  private final long startNanos = System.nanoTime();
  private long done;
  private long lastNanos = startNanos;

  /**
   * @param what is worked on, for the log line
   * @param unit {@code bytes} (shown as MiB) or a countable noun such as {@code rows}
   * @param total in that unit; 0 or less when it is not known
   */
  Progress(String what, String unit, long total) {
    this.what = what;
    this.unit = unit;
    this.total = total;
  }

  /** Adds finished work. */
  public synchronized void add(long amount) {
    done += amount;
    long now = System.nanoTime();
    if (now - lastNanos >= INTERVAL_NANOS) {
      lastNanos = now;
      log.info(line(done, now - startNanos));
    }
  }

  /** Sets how much is finished in all. */
  public synchronized void at(long amount) {
    add(amount - done);
  }

  String line(long amount, long elapsedNanos) {
    double seconds = Math.max(elapsedNanos / 1e9, 1e-3);
    double rate = amount / seconds;
    StringBuilder line =
        new StringBuilder(what).append(": ").append(amount(amount)).append(' ').append(shownUnit());
    if (total > 0) {
      line.append(
          String.format(Locale.ROOT, " of %s (%.0f %%)", amount(total), 100.0 * amount / total));
    }
    line.append(String.format(Locale.ROOT, ", %s %s/s", amount((long) rate), shownUnit()));
    if (total > 0 && rate > 0) {
      line.append(String.format(Locale.ROOT, ", %.0f s left", Math.max(0, total - amount) / rate));
    }
    return line.toString();
  }

  private boolean isBytes() {
    return unit.equals("bytes");
  }

  private String shownUnit() {
    return isBytes() ? "MiB" : unit;
  }

  private String amount(long value) {
    return isBytes()
        ? String.format(Locale.ROOT, "%.1f", value / (1024.0 * 1024.0))
        : String.format(Locale.ROOT, "%,d", value);
  }
}
