package dev.sluice.operator.pipeline;

import dev.sluice.api.v1alpha1.LastRun;
import dev.sluice.api.v1alpha1.OnChange;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineStatus;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.DeletionListener;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.kube.StatusWriter;
import dev.sluice.operator.run.Blueprint;
import dev.sluice.operator.run.Blueprints;
import dev.sluice.operator.run.Parameters;
import dev.sluice.operator.run.RevisionHistory;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps pipelines valid, and starts runs when they change or when a schedule says so. */
@ControllerConfiguration(name = "pipelines", informer = @Informer)
public final class PipelineReconciler implements Reconciler<Pipeline>, DeletionListener<Pipeline> {

  private static final DateTimeFormatter TICK = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm");

  private final Catalog catalog;
  private final Signals signals;
  private final Blueprints blueprints;
  private final RunTrigger trigger;
  private final RunHistory history;
  private final Duration settle;
  private final RevisionHistory revisions;
  private final Clock clock;
  private final StatusWriter<PipelineStatus, Pipeline> writer;

  public PipelineReconciler(
      Catalog catalog,
      KubeApi api,
      Signals signals,
      Blueprints blueprints,
      RunTrigger trigger,
      RevisionHistory revisions,
      Duration settle,
      Clock clock) {
    this.catalog = catalog;
    this.history = new RunHistory(api);
    this.signals = signals;
    this.blueprints = blueprints;
    this.trigger = trigger;
    this.settle = settle;
    this.revisions = revisions;
    this.clock = clock;
    this.writer = new StatusWriter<>(api, catalog, clock, Pipeline.class);
  }

  @Override
  public List<EventSource<?, Pipeline>> prepareEventSources(EventSourceContext<Pipeline> context) {
    catalog.register(Pipeline.class, context.getPrimaryCache());
    return List.of(signals.source(Pipeline.class));
  }

  @Override
  public void gone(Pipeline pipeline) {
    writer.forget(pipeline);
    trigger.forget(pipeline);
  }

  @Override
  public UpdateControl<Pipeline> reconcile(Pipeline cached, Context<Pipeline> context) {
    Pipeline pipeline = writer.newest(cached);
    if (pipeline.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Instant now = clock.instant();
    PipelineStatus before = pipeline.getStatus() == null ? empty() : pipeline.getStatus();
    Blueprints.Result preview = blueprints.preview(pipeline);
    Problem problem = problem(pipeline, preview);
    String revision = preview.blueprint() == null ? null : preview.blueprint().revision();

    Wait wait = new Wait();
    String triggered = before.triggeredRevision();
    String lastTick = before.lastScheduleTime();
    String nextTick = null;
    if (problem == null && preview.blueprint() != null) {
      triggered = triggerOnChange(pipeline, preview.blueprint(), triggered, now, wait);
      if (pipeline.getSpec().schedule() != null) {
        Ticks ticks = Ticks.of(pipeline.getSpec().schedule());
        lastTick = triggerOnTick(pipeline, ticks, lastTick, now);
        Optional<ZonedDateTime> next = ticks.next(now);
        if (next.isPresent()) {
          nextTick = next.get().toInstant().toString();
          wait.until(Duration.between(now, next.get().toInstant()).plusMillis(5));
        }
      }
    }
    List<PipelineRun> runs = runs(pipeline);
    history.prune(
        runs,
        pipeline.getSpec().successfulRunsHistoryLimit(),
        pipeline.getSpec().failedRunsHistoryLimit());
    Duration untilPruned = revisions.prune(pipeline.getMetadata().getNamespace());
    if (!untilPruned.isZero()) {
      wait.until(untilPruned);
    }
    List<Condition> conditions =
        Conditions.set(
            before.conditions(),
            Conditions.READY,
            problem == null,
            problem == null ? Reasons.READY : problem.reason(),
            problem == null ? "The steps are valid and form a graph." : problem.message(),
            pipeline.getMetadata().getGeneration(),
            now);
    PipelineStatus status =
        new PipelineStatus(
            pipeline.getMetadata().getGeneration(),
            conditions,
            pipeline.getSpec().steps().size() + pipeline.getSpec().finallySteps().size(),
            revision,
            triggered,
            lastRun(runs),
            lastTick,
            nextTick);
    Duration retry = writer.write(pipeline, status, isUrgent(before, status));
    if (!retry.isZero()) {
      wait.until(retry);
    }
    UpdateControl<Pipeline> control = UpdateControl.noUpdate();
    return wait.shortest == null ? control : control.rescheduleAfter(wait.shortest);
  }

  /** The shortest of several waits. */
  private static final class Wait {
    @Nullable Duration shortest;

    void until(Duration duration) {
      Duration positive =
          duration.isNegative() || duration.isZero() ? Duration.ofMillis(1) : duration;
      if (shortest == null || positive.compareTo(shortest) < 0) {
        shortest = positive;
      }
    }
  }

  /** That a run was triggered must not be forgotten; how the newest run goes on can wait. */
  private static boolean isUrgent(PipelineStatus before, PipelineStatus after) {
    return !Objects.equals(before.observedGeneration(), after.observedGeneration())
        || !before.conditions().equals(after.conditions())
        || !Objects.equals(before.triggeredRevision(), after.triggeredRevision())
        || !Objects.equals(before.lastScheduleTime(), after.lastScheduleTime());
  }

  private static PipelineStatus empty() {
    return new PipelineStatus(null, List.of(), null, null, null, null, null, null);
  }

  private @Nullable Problem problem(Pipeline pipeline, Blueprints.Result preview) {
    if (preview.blueprint() == null) {
      String messages =
          String.join(" ", preview.problems().stream().map(Problem::message).toList());
      return new Problem(preview.problems().get(0).reason(), messages);
    }
    Problem parameters = Parameters.check(preview.blueprint());
    if (parameters != null) {
      return parameters;
    }
    Problem schedule = Ticks.check(pipeline.getSpec().schedule(), clock.instant());
    return schedule != null ? schedule : stepNotReady(pipeline);
  }

  private @Nullable Problem stepNotReady(Pipeline pipeline) {
    for (StepId step : Members.of(pipeline)) {
      CustomResource<? extends StepSpec, StepStatus> resource =
          catalog.step(pipeline.getMetadata().getNamespace(), step);
      StepStatus status = resource == null ? null : resource.getStatus();
      boolean isCurrent =
          status != null
              && resource != null
              && Objects.equals(
                  status.observedGeneration(), resource.getMetadata().getGeneration());
      if (status == null || !isCurrent) {
        return new Problem(Reasons.STEP_NOT_READY, step + " has not been looked at yet.");
      }
      Condition ready = Conditions.find(status.conditions(), Conditions.READY).orElse(null);
      if (ready == null || !"True".equals(ready.getStatus())) {
        return new Problem(
            Reasons.STEP_NOT_READY,
            step + " is not ready: " + (ready == null ? "" : ready.getMessage()));
      }
    }
    return null;
  }

  private @Nullable String triggerOnChange(
      Pipeline pipeline, Blueprint blueprint, @Nullable String triggered, Instant now, Wait wait) {
    String revision = blueprint.revision();
    if (pipeline.getSpec().onChange() == OnChange.NONE || revision.equals(triggered)) {
      return triggered;
    }
    Instant due = trigger.unchangedSince(pipeline, revision).plus(settle);
    if (now.isBefore(due)) {
      wait.until(Duration.between(now, due));
      return triggered;
    }
    trigger.run(pipeline, revision, generations(pipeline, blueprint));
    return revision;
  }

  private long generations(Pipeline pipeline, Blueprint blueprint) {
    String namespace = pipeline.getMetadata().getNamespace();
    return pipeline.getMetadata().getGeneration()
        + blueprint
            .graph()
            .steps()
            .map(step -> catalog.step(namespace, step))
            .filter(Objects::nonNull)
            .mapToLong(step -> step.getMetadata().getGeneration())
            .sum();
  }

  /** Starts the run of the newest tick, once; of several missed ticks only the newest one runs. */
  private @Nullable String triggerOnTick(
      Pipeline pipeline, Ticks ticks, @Nullable String lastTick, Instant now) {
    ZonedDateTime tick = ticks.last(now).orElse(null);
    if (tick == null) {
      return lastTick;
    }
    String since = lastTick == null ? pipeline.getMetadata().getCreationTimestamp() : lastTick;
    if (!tick.toInstant().isAfter(Instant.parse(since))) {
      return lastTick;
    }
    trigger.run(
        pipeline,
        TICK.format(tick.withZoneSameInstant(ZoneOffset.UTC)),
        tick.toInstant(),
        tick.toLocalDate().toString());
    return tick.toInstant().toString();
  }

  private List<PipelineRun> runs(Pipeline pipeline) {
    String name = pipeline.getMetadata().getName();
    return catalog
        .runs(pipeline.getMetadata().getNamespace())
        .filter(run -> name.equals(run.getSpec().pipeline()))
        .toList();
  }

  private static @Nullable LastRun lastRun(List<PipelineRun> runs) {
    PipelineRun run = runs.stream().max(RunHistory.BY_AGE).orElse(null);
    if (run == null) {
      return null;
    }
    String reason =
        run.getStatus() == null
            ? null
            : Conditions.find(run.getStatus().conditions(), Conditions.SUCCEEDED)
                .map(Condition::getReason)
                .orElse(null);
    return new LastRun(
        run.getMetadata().getName(),
        run.getStatus() == null ? null : run.getStatus().date(),
        reason);
  }
}
