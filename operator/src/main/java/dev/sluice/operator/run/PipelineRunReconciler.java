package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.DesiredState;
import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Graph;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.DeletionListener;
import dev.sluice.operator.kube.Events;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Executes runs: observe, plan, act. */
@ControllerConfiguration(name = "pipelineruns", informer = @Informer)
public final class PipelineRunReconciler
    implements Reconciler<PipelineRun>, DeletionListener<PipelineRun> {

  private static final Duration QUEUED_RECHECK = Duration.ofMinutes(1);
  private static final Duration NOT_READY_RECHECK = Duration.ofSeconds(10);

  private final Catalog catalog;
  private final PodCache pods;
  private final Signals signals;
  private final Events events;
  private final Clock clock;
  private final Blueprints blueprints;
  private final RevisionHistory revisions;
  private final Executions executions;
  private final RunMetrics metrics;
  private final RunQueue queue;
  private final RunExecution execution;
  private final RunStatusWriter writer;

  /** What the reconciler works with. */
  public record Tools(
      Catalog catalog,
      KubeApi api,
      PodCache pods,
      PodFactory factory,
      Slots slots,
      Signals signals,
      Events events,
      Blueprints blueprints,
      RevisionHistory revisions,
      Executions executions,
      RunMetrics metrics,
      Clock clock) {}

  public PipelineRunReconciler(Tools tools) {
    this.catalog = tools.catalog();
    this.pods = tools.pods();
    this.signals = tools.signals();
    this.events = tools.events();
    this.clock = tools.clock();
    this.blueprints = tools.blueprints();
    this.revisions = tools.revisions();
    this.executions = tools.executions();
    this.metrics = tools.metrics();
    this.queue = new RunQueue(tools.catalog(), tools.pods(), tools.signals());
    this.execution = new RunExecution(tools);
    this.writer = new RunStatusWriter(tools.catalog(), tools.api(), tools.clock());
    pods.listen(this::podChanged, this::isNews);
  }

  private void podChanged(PodObservation pod) {
    if (pod.task().isEmpty()) {
      signals.wake(ObjectStore.class, pod.namespace(), pod.ownerName());
      signals.wake(Warehouse.class, pod.namespace(), pod.ownerName());
    } else {
      signals.wake(PipelineRun.class, pod.namespace(), pod.ownerName());
    }
  }

  /** Whether the status of the run does not know yet how the attempt of this pod ended. */
  private boolean isNews(PodObservation pod) {
    PipelineRun run =
        pod.task().isEmpty()
            ? null
            : catalog.find(PipelineRun.class, pod.namespace(), pod.ownerName());
    if (run == null || !run.getMetadata().getUid().equals(pod.ownerUid())) {
      return false;
    }
    return run.getStatus() == null
        || (!RunQueue.isFinal(run)
            && run.getStatus().tasks().stream()
                .filter(task -> task.name().equals(pod.task()))
                .noneMatch(task -> TaskStates.hasEnded(task, pod.attempt())));
  }

  @Override
  public List<EventSource<?, PipelineRun>> prepareEventSources(
      EventSourceContext<PipelineRun> context) {
    catalog.register(PipelineRun.class, context.getPrimaryCache());
    return List.of(signals.source(PipelineRun.class));
  }

  @Override
  public void gone(PipelineRun run) {
    catalog.forget(run);
    pods.forget(run.getMetadata().getUid());
    writer.forget(run);
    revisions.runGone(run);
    queue.wakeOthers(run);
  }

  @Override
  public UpdateControl<PipelineRun> reconcile(
      PipelineRun cached, @Nullable Context<PipelineRun> context) {
    PipelineRun run = catalog.newest(cached);
    if (run.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Map<String, PodObservation> seen = pods.of(run.getMetadata().getUid());
    String revision = revision(run, seen);
    if (RunQueue.isFinal(run)) {
      noteExecutions(run, revision, seen);
      return UpdateControl.noUpdate();
    }
    if (revision == null) {
      if (run.getSpec().desiredState() == DesiredState.CANCELLED) {
        return end(run, Reasons.CANCELLED, "The run was cancelled before it started.");
      }
      if (queue.isSuperseded(run)) {
        return end(
            run, Reasons.CANCELLED, "A newer run of the pipeline replaced it before it started.");
      }
      String first = queue.admit(run);
      if (first != null) {
        queue.wakeReplaced(run);
        return waiting(run, Reasons.QUEUED, "Waits until " + first + " has ended.", QUEUED_RECHECK);
      }
    }
    Blueprints.Result pinned =
        revision == null
            ? blueprints.pin(run.getMetadata().getNamespace(), run.getSpec())
            : blueprints.load(run.getMetadata().getNamespace(), run.getSpec(), revision);
    Blueprint blueprint = pinned.blueprint();
    if (blueprint == null) {
      Problem problem = pinned.problems().get(0);
      return revision == null
          ? waiting(run, problem.reason(), problem.message(), NOT_READY_RECHECK)
          : abandon(run, problem);
    }
    Problem impossible = impossible(run.getSpec(), blueprint);
    if (impossible != null) {
      events.write(run, true, impossible.reason(), impossible.message());
      return end(run, impossible.reason(), impossible.message());
    }
    RunPlan plan = execution.advance(run, blueprint, queue.isSuperseded(run));
    return plan == null ? again(Duration.ofSeconds(1)) : write(run, blueprint, plan);
  }

  private UpdateControl<PipelineRun> write(PipelineRun run, Blueprint blueprint, RunPlan plan) {
    RunStatusWriter.Outcome outcome = writer.write(run, plan.status());
    PipelineRun written = outcome.run();
    if (written != null) {
      tell(run, written, blueprint, plan);
    }
    if (RunQueue.isFinal(run) || plan.recheckAt() == null) {
      return again(outcome.lookAgain());
    }
    Duration until = Duration.between(clock.instant(), plan.recheckAt()).plusMillis(1);
    return again(
        Stream.of(until, outcome.lookAgain() == null ? until : outcome.lookAgain())
            .min(Duration::compareTo)
            .orElse(until));
  }

  /** Events, metrics and other resources learn what was written. */
  private void tell(PipelineRun before, PipelineRun run, Blueprint blueprint, RunPlan plan) {
    if (before.getStatus() == null || before.getStatus().startedAt() == null) {
      int tasks = plan.status().tasks().size();
      events.write(run, false, "Started", "Runs " + tasks + (tasks == 1 ? " task." : " tasks."));
    }
    plan.notes().forEach(note -> events.write(run, note.warning(), note.reason(), note.message()));
    executions.note(run, blueprint, pods.of(run.getMetadata().getUid()));
    if (RunQueue.isFinal(run)) {
      pods.forgetVanished(run.getMetadata().getUid());
      metrics.finished(run, blueprint);
      queue.wakeOthers(run);
    }
  }

  private UpdateControl<PipelineRun> waiting(
      PipelineRun run, String reason, String message, Duration recheck) {
    RunStatusWriter.Outcome outcome = writer.writeUnstarted(run, null, reason, message);
    return again(outcome.lookAgain() == null ? recheck : outcome.lookAgain());
  }

  private UpdateControl<PipelineRun> end(PipelineRun run, String reason, String message) {
    RunStatusWriter.Outcome outcome = writer.writeUnstarted(run, false, reason, message);
    queue.wakeOthers(run);
    return again(outcome.lookAgain());
  }

  /** What the run has pinned is gone for good: it ends, as soon as its pods have. */
  private UpdateControl<PipelineRun> abandon(PipelineRun run, Problem problem) {
    if (!execution.isStopped(run)) {
      return again(Duration.ofSeconds(1));
    }
    boolean cancelled = run.getSpec().desiredState() == DesiredState.CANCELLED;
    RunStatusWriter.Outcome outcome =
        cancelled
            ? writer.writeAbandoned(run, Reasons.CANCELLED, "The run was cancelled.")
            : writer.writeAbandoned(run, problem.reason(), problem.message());
    if (outcome.run() != null) {
      events.write(run, true, problem.reason(), problem.message());
      pods.forgetVanished(run.getMetadata().getUid());
      queue.wakeOthers(run);
    }
    return again(outcome.lookAgain());
  }

  private static UpdateControl<PipelineRun> again(@Nullable Duration after) {
    UpdateControl<PipelineRun> control = UpdateControl.noUpdate();
    Duration shortest = Duration.ofMillis(1);
    return after == null
        ? control
        : control.rescheduleAfter(after.compareTo(shortest) < 0 ? shortest : after);
  }

  /** After a start of the operator, the runs that have ended say what the steps did last. */
  private void noteExecutions(
      PipelineRun run, @Nullable String revision, Map<String, PodObservation> seen) {
    if (revision == null || run.getStatus().tasks().isEmpty()) {
      return;
    }
    Blueprint blueprint =
        blueprints.load(run.getMetadata().getNamespace(), run.getSpec(), revision).blueprint();
    if (blueprint != null) {
      executions.note(run, blueprint, seen);
    }
  }

  /** What a run has pinned: its status says so, or, if that was never written, its first pods. */
  private static @Nullable String revision(PipelineRun run, Map<String, PodObservation> pods) {
    if (run.getStatus() != null && run.getStatus().revision() != null) {
      return run.getStatus().revision();
    }
    return pods.values().stream()
        .map(PodObservation::revision)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Why a run can never succeed, whatever happens to its pipeline's data. */
  private static @Nullable Problem impossible(PipelineRunSpec spec, Blueprint blueprint) {
    try {
      blueprint.graph().select(spec.select());
    } catch (Graph.UnknownTask e) {
      return new Problem(Reasons.UNKNOWN_TASK, String.valueOf(e.getMessage()));
    }
    return Parameters.check(spec, blueprint);
  }
}
