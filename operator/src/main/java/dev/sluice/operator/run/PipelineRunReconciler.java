package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.ConcurrencyPolicy;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Graph;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.Events;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Executes runs: observe, plan, act. */
@ControllerConfiguration(name = "pipelineruns", informer = @Informer)
public final class PipelineRunReconciler implements Reconciler<PipelineRun> {

  /** A plan is made anew when acting on it taught something; more often than this it waits. */
  private static final int MAX_ROUNDS = 4;

  private final Catalog catalog;
  private final KubeApi api;
  private final PodCache pods;
  private final Signals signals;
  private final Events events;
  private final Clock clock;
  private final Blueprints blueprints;
  private final Executions executions;
  private final RunActor actor;
  private final WritePace pace;
  private final RunMetrics metrics;

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
      Executions executions,
      RunMetrics metrics,
      Clock clock) {}

  public PipelineRunReconciler(Tools tools) {
    this.catalog = tools.catalog();
    this.api = tools.api();
    this.pods = tools.pods();
    this.signals = tools.signals();
    this.events = tools.events();
    this.clock = tools.clock();
    this.blueprints = tools.blueprints();
    this.executions = tools.executions();
    this.metrics = tools.metrics();
    this.actor =
        new RunActor(tools.api(), tools.pods(), tools.factory(), tools.slots(), tools.catalog());
    this.pace = new WritePace();
    pods.listen(this::podChanged);
  }

  private void podChanged(PodObservation pod) {
    if (pod.task().isEmpty()) {
      signals.wake(dev.sluice.api.v1alpha1.ObjectStore.class, pod.namespace(), pod.ownerName());
      signals.wake(dev.sluice.api.v1alpha1.Warehouse.class, pod.namespace(), pod.ownerName());
    } else {
      signals.wake(PipelineRun.class, pod.namespace(), pod.ownerName());
    }
  }

  @Override
  public List<EventSource<?, PipelineRun>> prepareEventSources(
      EventSourceContext<PipelineRun> context) {
    catalog.register(PipelineRun.class, context.getPrimaryCache());
    return List.of(signals.source(PipelineRun.class));
  }

  @Override
  public UpdateControl<PipelineRun> reconcile(PipelineRun cached, Context<PipelineRun> context) {
    PipelineRun run = catalog.newest(cached);
    String uid = run.getMetadata().getUid();
    if (run.getMetadata().getDeletionTimestamp() != null) {
      forget(run);
      return UpdateControl.noUpdate();
    }
    Map<String, PodObservation> seen = pods.of(uid);
    String revision = revision(run, seen);
    if (isFinal(run)) {
      ended(run, revision, seen);
      return UpdateControl.noUpdate();
    }
    if (revision == null) {
      String queuedBehind = queuedBehind(run);
      if (queuedBehind != null) {
        return waiting(
            run,
            Reasons.QUEUED,
            "Waits until " + queuedBehind + " has ended.",
            Duration.ofMinutes(1));
      }
    }
    Blueprints.Result pinned =
        revision == null
            ? blueprints.pin(run.getMetadata().getNamespace(), run.getSpec())
            : blueprints.load(run.getMetadata().getNamespace(), run.getSpec(), revision);
    Blueprint blueprint = pinned.blueprint();
    if (blueprint == null) {
      Problem problem = pinned.problems().get(0);
      return waiting(run, problem.reason(), problem.message(), Duration.ofSeconds(10));
    }
    Problem impossible = impossible(run.getSpec(), blueprint);
    if (impossible != null) {
      return refuse(run, impossible);
    }
    return execute(run, blueprint);
  }

  private UpdateControl<PipelineRun> execute(PipelineRun run, Blueprint blueprint) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getMetadata().getName();
    Runnable wake = () -> signals.wake(PipelineRun.class, namespace, name);
    Set<String> missing = Set.of();
    Map<String, Problem> blocked = Map.of();
    Map<String, Problem> refused = Map.of();
    boolean superseded = isSuperseded(run);
    RunPlan plan;
    for (int round = 1; ; round++) {
      RunObservation observation =
          new RunObservation(
              run,
              blueprint,
              pods.of(run.getMetadata().getUid()),
              missing,
              blocked,
              refused,
              superseded,
              clock.instant());
      plan = RunPlanner.plan(observation);
      RunActor.Outcome outcome = actor.act(run, blueprint, plan, wake);
      metrics.started(plan.start().size() - outcome.blocked().size() - outcome.refused().size());
      if (!outcome.changesThePlan() || round == MAX_ROUNDS) {
        break;
      }
      missing = union(missing, outcome.missing());
      blocked = union(blocked, outcome.blocked());
      refused = union(refused, outcome.refused());
    }
    return write(run, blueprint, plan);
  }

  private UpdateControl<PipelineRun> write(PipelineRun run, Blueprint blueprint, RunPlan plan) {
    Instant now = clock.instant();
    boolean isFinal = plan.status().finishedAt() != null;
    boolean changed = !sameButForTheClock(run.getStatus(), plan.status());
    Duration wait = isFinal ? Duration.ZERO : pace.untilNextWrite(run.getMetadata().getUid(), now);
    if (changed && wait.isZero()) {
      if (run.getStatus() == null || run.getStatus().startedAt() == null) {
        events.write(run, false, "Started", "Runs " + plan.status().progress() + " tasks.");
      }
      KubeApi.Answer<PipelineRun> answer = api.putStatus(run, plan.status(), PipelineRun.class);
      if (answer.code() == 404) {
        forget(run);
        return UpdateControl.noUpdate();
      }
      if (answer.code() == 409) {
        return refresh(run);
      }
      PipelineRun written = answer.get();
      catalog.record(written);
      pace.written(run.getMetadata().getUid(), now);
      plan.notes()
          .forEach(note -> events.write(run, note.warning(), note.reason(), note.message()));
      executions.note(written, blueprint, pods.of(run.getMetadata().getUid()));
      if (isFinal) {
        metrics.finished(written, blueprint);
        pace.forget(run.getMetadata().getUid());
        wakeOthers(written);
      }
    }
    Instant recheck = plan.recheckAt();
    Duration pause = changed && !wait.isZero() ? wait : null;
    if (recheck != null && !isFinal) {
      Duration until = Duration.between(now, recheck).plusMillis(1);
      pause = pause == null || until.compareTo(pause) < 0 ? until : pause;
    }
    UpdateControl<PipelineRun> control = UpdateControl.noUpdate();
    return pause == null ? control : control.rescheduleAfter(max(pause, Duration.ofMillis(1)));
  }

  /** Somebody else has written meanwhile: read the run and decide again. */
  private UpdateControl<PipelineRun> refresh(PipelineRun run) {
    KubeApi.Answer<PipelineRun> answer =
        api.get(PipelineRun.class, run.getMetadata().getNamespace(), run.getMetadata().getName());
    if (answer.isOk()) {
      catalog.record(answer.get());
    }
    return UpdateControl.<PipelineRun>noUpdate().rescheduleAfter(Duration.ofMillis(1));
  }

  private UpdateControl<PipelineRun> waiting(
      PipelineRun run, String reason, String message, Duration recheck) {
    boolean cancelled =
        run.getSpec().desiredState() == dev.sluice.api.v1alpha1.DesiredState.CANCELLED;
    PipelineRunStatus status =
        cancelled
            ? unstarted(run, false, Reasons.CANCELLED, "The run was cancelled before it started.")
            : unstarted(run, null, reason, message);
    putUnstarted(run, status);
    return UpdateControl.<PipelineRun>noUpdate().rescheduleAfter(recheck);
  }

  private UpdateControl<PipelineRun> refuse(PipelineRun run, Problem problem) {
    putUnstarted(run, unstarted(run, false, problem.reason(), problem.message()));
    events.write(run, true, problem.reason(), problem.message());
    wakeOthers(run);
    return UpdateControl.noUpdate();
  }

  private void putUnstarted(PipelineRun run, PipelineRunStatus status) {
    if (sameButForTheClock(run.getStatus(), status)) {
      return;
    }
    KubeApi.Answer<PipelineRun> answer = api.putStatus(run, status, PipelineRun.class);
    if (answer.isOk()) {
      catalog.record(answer.get());
    } else if (answer.code() == 409) {
      refresh(run);
    } else if (answer.code() != 404) {
      throw new KubernetesClientException(answer.message(), answer.code(), null);
    }
  }

  private PipelineRunStatus unstarted(
      PipelineRun run, @Nullable Boolean value, String reason, String message) {
    PipelineRunStatus before = run.getStatus();
    PipelineRunSpec spec = run.getSpec();
    String subject =
        spec.pipeline() != null
            ? spec.pipeline()
            : spec.step() == null
                ? null
                : dev.sluice.operator.graph.StepId.of(spec.step()).kind().field()
                    + "/"
                    + dev.sluice.operator.graph.StepId.of(spec.step()).name();
    return new PipelineRunStatus(
        run.getMetadata().getGeneration(),
        Conditions.set(
            before == null ? List.of() : before.conditions(),
            Conditions.SUCCEEDED,
            value,
            reason,
            message,
            run.getMetadata().getGeneration(),
            clock.instant()),
        subject,
        RunPlanner.date(spec, run.getMetadata().getCreationTimestamp()),
        null,
        null,
        null,
        value == null
            ? null
            : clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
        null,
        List.of());
  }

  private void ended(PipelineRun run, @Nullable String revision, Map<String, PodObservation> seen) {
    if (revision == null || run.getStatus().tasks().isEmpty()) {
      return;
    }
    Blueprint blueprint =
        blueprints.load(run.getMetadata().getNamespace(), run.getSpec(), revision).blueprint();
    if (blueprint != null) {
      executions.note(run, blueprint, seen);
    }
  }

  private void forget(PipelineRun run) {
    catalog.forget(run);
    pods.forget(run.getMetadata().getUid());
    pace.forget(run.getMetadata().getUid());
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

  private @Nullable String queuedBehind(PipelineRun run) {
    if (policy(run) == ConcurrencyPolicy.ALLOW || run.getSpec().pipeline() == null) {
      return null;
    }
    return siblings(run)
        .filter(other -> isOlder(other, run) && !isFinal(other))
        .map(other -> other.getMetadata().getName())
        .sorted()
        .findFirst()
        .orElse(null);
  }

  private boolean isSuperseded(PipelineRun run) {
    return policy(run) == ConcurrencyPolicy.REPLACE
        && siblings(run).anyMatch(other -> isOlder(run, other));
  }

  private ConcurrencyPolicy policy(PipelineRun run) {
    String name = run.getSpec().pipeline();
    Pipeline pipeline =
        name == null ? null : catalog.pipeline(run.getMetadata().getNamespace(), name);
    if (pipeline == null || pipeline.getSpec().concurrencyPolicy() == null) {
      return ConcurrencyPolicy.QUEUE;
    }
    return pipeline.getSpec().concurrencyPolicy();
  }

  private java.util.stream.Stream<PipelineRun> siblings(PipelineRun run) {
    return catalog
        .runs(run.getMetadata().getNamespace())
        .filter(other -> Objects.equals(other.getSpec().pipeline(), run.getSpec().pipeline()))
        .filter(other -> !other.getMetadata().getUid().equals(run.getMetadata().getUid()));
  }

  private static boolean isOlder(PipelineRun a, PipelineRun b) {
    int byTime =
        a.getMetadata().getCreationTimestamp().compareTo(b.getMetadata().getCreationTimestamp());
    return byTime != 0
        ? byTime < 0
        : a.getMetadata().getName().compareTo(b.getMetadata().getName()) < 0;
  }

  /** The runs behind this one, and the pipeline whose history it belongs to. */
  private void wakeOthers(PipelineRun run) {
    String namespace = run.getMetadata().getNamespace();
    String pipeline = run.getSpec().pipeline();
    if (pipeline == null) {
      return;
    }
    signals.wake(Pipeline.class, namespace, pipeline);
    if (policy(run) != ConcurrencyPolicy.ALLOW) {
      siblings(run)
          .filter(other -> !isFinal(other))
          .forEach(
              other -> signals.wake(PipelineRun.class, namespace, other.getMetadata().getName()));
    }
  }

  /** Whether a run has ended. */
  public static boolean isFinal(PipelineRun run) {
    return run.getStatus() != null
        && Conditions.find(run.getStatus().conditions(), Conditions.SUCCEEDED)
            .filter(c -> !"Unknown".equals(c.getStatus()))
            .isPresent();
  }

  private static boolean sameButForTheClock(
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

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static <T> Set<T> union(Set<T> a, Set<T> b) {
    Set<T> all = new java.util.HashSet<>(a);
    all.addAll(b);
    return all;
  }

  private static <V> Map<String, V> union(Map<String, V> a, Map<String, V> b) {
    Map<String, V> all = new java.util.HashMap<>(a);
    all.putAll(b);
    return all;
  }
}
