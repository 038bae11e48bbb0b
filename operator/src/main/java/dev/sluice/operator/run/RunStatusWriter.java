package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.Durations;
import dev.sluice.operator.kube.KubeApi;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the status of runs: only when it has changed, and progress not too often. */
final class RunStatusWriter {

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Catalog catalog;
  private final KubeApi api;
  private final Clock clock;
  private final WritePace pace = new WritePace();

  RunStatusWriter(Catalog catalog, KubeApi api, Clock clock) {
    this.catalog = catalog;
    this.api = api;
    this.clock = clock;
  }

  /**
   * What came of a write.
   *
   * @param run with its new status; absent: nothing was written
   * @param lookAgain when to decide again; absent: not because of this write
   */
  record Outcome(@Nullable PipelineRun run, @Nullable Duration lookAgain) {
    private static final Outcome NOTHING = new Outcome(null, null);
  }

  /** Writes how a run goes on, or has ended. */
  Outcome write(PipelineRun run, PipelineRunStatus status) {
    if (isSameButForTheClock(run.getStatus(), status)) {
      return Outcome.NOTHING;
    }
    String uid = run.getMetadata().getUid();
    boolean isFinal = status.finishedAt() != null;
    Duration wait = isFinal ? Duration.ZERO : pace.untilNextWrite(uid, clock.instant());
    if (!wait.isZero()) {
      return new Outcome(null, wait);
    }
    Outcome outcome = put(run, status);
    if (isFinal) {
      pace.forget(uid);
    } else {
      pace.written(uid, clock.instant());
    }
    return outcome;
  }

  /** Writes why a run has not started, or never will. */
  Outcome writeUnstarted(
      PipelineRun run, @Nullable Boolean succeeded, String reason, String message) {
    PipelineRunStatus status = unstarted(run, succeeded, reason, message);
    return isSameButForTheClock(run.getStatus(), status) ? Outcome.NOTHING : put(run, status);
  }

  /** Writes that a run has ended, although nobody knows any more what it had still to do. */
  Outcome writeAbandoned(PipelineRun run, String reason, String message) {
    PipelineRunStatus ended = unstarted(run, false, reason, message);
    PipelineRunStatus before = run.getStatus();
    if (before == null || before.tasks().isEmpty()) {
      return put(run, ended);
    }
    Instant now = clock.instant();
    List<TaskStatus> tasks =
        before.tasks().stream()
            .map(task -> TaskStates.isFinal(task) ? task : TaskStates.cancelled(task, now))
            .toList();
    return put(
        run,
        new PipelineRunStatus(
            ended.observedGeneration(),
            ended.conditions(),
            before.pipeline(),
            before.date(),
            before.revision(),
            tasks.size() + "/" + tasks.size(),
            before.startedAt(),
            ended.finishedAt(),
            before.startedAt() == null
                ? null
                : Durations.format(Duration.between(Instant.parse(before.startedAt()), now)),
            tasks));
  }

  void forget(PipelineRun run) {
    pace.forget(run.getMetadata().getUid());
  }

  private Outcome put(PipelineRun run, PipelineRunStatus status) {
    KubeApi.Answer<PipelineRun> answer = api.putStatus(run, status, PipelineRun.class);
    if (answer.isOk()) {
      PipelineRun written = answer.get();
      catalog.record(written);
      return new Outcome(written, null);
    }
    if (answer.code() == 404) {
      return Outcome.NOTHING;
    }
    if (answer.code() != 409) {
      throw new KubernetesClientException(answer.message(), answer.code(), null);
    }
    // Somebody else has written meanwhile: read the run and decide again.
    KubeApi.Answer<PipelineRun> fresh =
        api.get(PipelineRun.class, run.getMetadata().getNamespace(), run.getMetadata().getName());
    if (fresh.isOk()) {
      catalog.record(fresh.get());
    }
    return new Outcome(null, AT_ONCE);
  }

  private PipelineRunStatus unstarted(
      PipelineRun run, @Nullable Boolean succeeded, String reason, String message) {
    PipelineRunStatus before = run.getStatus();
    Instant now = clock.instant();
    Long generation = run.getMetadata().getGeneration();
    return new PipelineRunStatus(
        generation,
        Conditions.set(
            before == null ? List.of() : before.conditions(),
            Conditions.SUCCEEDED,
            succeeded,
            reason,
            message,
            generation,
            now),
        subject(run.getSpec()),
        RunPlanner.date(run.getSpec(), run.getMetadata().getCreationTimestamp()),
        null,
        null,
        null,
        succeeded == null ? null : TaskStates.text(now),
        null,
        List.of());
  }

  private static @Nullable String subject(PipelineRunSpec spec) {
    if (spec.step() == null) {
      return spec.pipeline();
    }
    StepId step = StepId.of(spec.step());
    return step.kind().field() + "/" + step.name();
  }

  private static boolean isSameButForTheClock(
      @Nullable PipelineRunStatus before, PipelineRunStatus after) {
    return before != null
        && new PipelineRunStatus(
                before.observedGeneration(),
                before.conditions(),
                before.pipeline(),
                before.date(),
                before.revision(),
                before.progress(),
                before.startedAt(),
                before.finishedAt(),
                after.duration(),
                before.tasks())
            .equals(after);
  }
}
