package dev.sluice.spark;

import dev.sluice.protocol.StepFailure;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.spark.sql.classic.SparkSession;

/** Spark starts while the inputs are fetched: either takes about as long for small data. */
final class StartingSpark {

  private final FutureTask<SparkSession> starting;

  private StartingSpark(FutureTask<SparkSession> starting) {
    this.starting = starting;
  }

  /**
   * @param scratch folder for shuffle and spill files
   */
  static StartingSpark begin(SessionSource sessions, Path scratch) {
    FutureTask<SparkSession> starting = new FutureTask<>(() -> sessions.open(scratch));
    Thread thread = new Thread(starting, "sluice-spark");
    thread.setDaemon(true);
    thread.start();
    return new StartingSpark(starting);
  }

  /** The session, as soon as it is there. */
  SparkSession session() throws InterruptedException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw new StepFailure.Crash("Spark did not start: " + e.getCause(), e.getCause());
    }
  }
}
