package dev.sluice.spark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluice.lake.StoreReportSink;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.Runner;
import dev.sluice.protocol.RunnerMain;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import dev.sluice.quality.QualityRun;
import org.slf4j.LoggerFactory;

/** The runner of transforms, and of checks that Spark computes. */
public final class SparkRunner implements Runner {

  private final SessionSource sessions;

  SparkRunner(SessionSource sessions) {
    this.sessions = sessions;
  }

  /** Runs the step of this process' environment. */
  public static void main(String[] args) {
    String scratch = System.getenv("SLUICE_SCRATCH");
    if (scratch != null) {
      // Native codecs unpack themselves here; the root file system may be read-only.
      System.setProperty("java.io.tmpdir", scratch);
    }
    RunnerMain.main(new SparkRunner(LocalSpark::open), new StoreReportSink());
  }

  @Override
  public StepResult run(StepRequest request, StepContext context) throws Exception {
    quieten();
    if (request.quality() != null) {
      QualityStep checks = request.quality();
      return QualityRun.execute(
          request, checks, context, () -> SparkQuality.open(request, checks, context, sessions));
    }
    TransformStep step = request.transform();
    if (step == null) {
      throw new StepFailure.Crash(
          "The Spark runner executes transforms and checks of datasets, this is another step.");
    }
    try (TransformRun run = new TransformRun(request, step, context, sessions)) {
      return run.execute();
    }
  }

  /** Spark's own INFO is for its developers, and what it warns of at start is of no use here. */
  private static void quieten() {
    level("org.apache", Level.WARN);
    level("org.apache.spark.util.Utils", Level.ERROR);
    level("org.apache.spark.SparkConf", Level.ERROR);
    level("org.apache.hadoop.util.NativeCodeLoader", Level.ERROR);
    // One statement measures everything: its plan is longer than a log would show.
    level("org.apache.spark.util.SparkStringUtils", Level.ERROR);
    // Failures of tasks are reported once, in words, by the step itself.
    level("org.apache.spark.executor", Level.OFF);
    level("org.apache.spark.scheduler", Level.OFF);
    level("org.apache.spark.sql.execution", Level.OFF);
    level("org.apache.spark.util.Utils", Level.OFF);
  }

  private static void level(String logger, Level level) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
  }
}
