package dev.sluice.operator.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often the progress of runs is written: several changes of one run go into one write, and the
 * more runs there are, the longer each waits, so that progress never costs the API server more than
 * a fixed number of writes a second. The end of a run is always written at once.
 */
final class WritePace {

  private static final int WRITES_PER_SECOND = 20;
  private static final Duration SHORTEST = Duration.ofMillis(250);

  private final Map<String, Instant> lastWrite = new ConcurrentHashMap<>();

  /** How long the next write of a run should wait; zero: not at all. */
  Duration untilNextWrite(String uid, Instant now) {
    Duration window = Duration.ofMillis(1000L * lastWrite.size() / WRITES_PER_SECOND);
    if (window.compareTo(SHORTEST) < 0) {
      window = SHORTEST;
    }
    Instant last = lastWrite.putIfAbsent(uid, now.minus(window));
    if (last == null) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, last.plus(window));
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  void written(String uid, Instant now) {
    lastWrite.put(uid, now);
  }

  void forget(String uid) {
    lastWrite.remove(uid);
  }
}
