package dev.sluice.quality;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Runs the checks of a step on an engine that can read its data. */
public final class QualityRun {

  private QualityRun() {}

  /** Opens the engine that checks. */
  @FunctionalInterface
  public interface Engine {
    QualitySource open() throws InterruptedException, IOException;
  }

  /** The result of the step; its report is kept, and it is told what was read and written. */
  public static StepResult execute(
      StepRequest request, QualityStep step, StepContext context, Engine engine)
      throws InterruptedException, IOException {
    CheckLineage lineage = new CheckLineage(request, step, context);
    lineage.read();
    try (QualitySource source = engine.open()) {
      FigureHistory history = FigureHistory.open(request, step);
      StepResult result =
          new Quality(request, step, source, history, context, Clock.systemUTC())
              .execute(uri(request, step.on()));
      lineage.done();
      return result;
    }
  }

  private static @Nullable String uri(StepRequest request, QualityStep.Subject subject) {
    if (subject.table() != null) {
      return subject.table().name();
    }
    DatasetRef dataset = subject.dataset();
    if (dataset == null) {
      return null;
    }
    var store = request.store(dataset.store());
    return "s3://" + store.bucket() + "/" + store.prefix() + dataset.path();
  }
}
