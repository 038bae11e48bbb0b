package dev.sluice.spark;

import dev.sluice.protocol.Progress;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

/** Adds up what Spark's tasks do, and shows the rows read so far. */
final class TaskMetricsListener extends SparkListener {

  private static final String RECORDS_READ = "internal.metrics.input.recordsRead";

  private final Progress progress;
  private final AtomicLong tasks = new AtomicLong();
  private final AtomicLong recordsRead = new AtomicLong();
  private final AtomicLong recordsWritten = new AtomicLong();
  private final AtomicLong shuffleBytes = new AtomicLong();
  private final AtomicLong spilledBytes = new AtomicLong();
  private final AtomicLong cpuNanos = new AtomicLong();
  private final AtomicLong gcMillis = new AtomicLong();

  TaskMetricsListener(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    tasks.incrementAndGet();
    TaskMetrics metrics = end.taskMetrics();
    if (metrics == null) {
      // A task that failed before it began has none.
      return;
    }
    progress.at(recordsRead.addAndGet(metrics.inputMetrics().recordsRead()));
    recordsWritten.addAndGet(metrics.outputMetrics().recordsWritten());
    shuffleBytes.addAndGet(metrics.shuffleWriteMetrics().bytesWritten());
    spilledBytes.addAndGet(metrics.diskBytesSpilled());
    cpuNanos.addAndGet(metrics.executorCpuTime());
    gcMillis.addAndGet(metrics.jvmGCTime());
  }

  /** Long tasks tell with each heartbeat how far they are. */
  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    long running = 0;
    for (Tuple4<Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>> task :
        CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.name().contains(RECORDS_READ)
            && info.update().isDefined()
            && info.update().get() instanceof Long records) {
          running += records;
        }
      }
    }
    if (running > 0) {
      progress.at(recordsRead.get() + running);
    }
  }

  SparkMetrics totals() {
    return new SparkMetrics(
        tasks.get(),
        recordsRead.get(),
        recordsWritten.get(),
        shuffleBytes.get(),
        spilledBytes.get(),
        cpuNanos.get() / 1_000_000,
        gcMillis.get());
  }
}
