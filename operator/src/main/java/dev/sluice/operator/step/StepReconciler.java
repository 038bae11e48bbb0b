package dev.sluice.operator.step;

import dev.sluice.api.v1alpha1.FailedCheckStatus;
import dev.sluice.api.v1alpha1.LastExecution;
import dev.sluice.api.v1alpha1.OnChange;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.Severity;
import dev.sluice.api.v1alpha1.StepReference;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.DeletionListener;
import dev.sluice.operator.kube.Durations;
import dev.sluice.operator.kube.StatusWriter;
import dev.sluice.operator.pipeline.Members;
import dev.sluice.operator.pipeline.RunHistory;
import dev.sluice.operator.run.Executions;
import dev.sluice.operator.run.TaskEnd;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepResult;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the status of a step definition: whether it could run, and how its newest execution ended.
 * A step that is in no pipeline is run alone when its spec changes.
 */
public abstract class StepReconciler<R extends CustomResource<? extends StepSpec, StepStatus>>
    implements Reconciler<R>, DeletionListener<R> {

  /** The pipeline of a step may be applied a little later than the step. */
  private static final Duration ALONE_AFTER = Duration.ofSeconds(10);

  private final StepKind kind;
  private final Class<R> type;
  private final StepTools tools;
  private final StepValidator validator;
  private final RunHistory history;
  private final StatusWriter<StepStatus, R> writer;
  private final Map<String, String> lastSeen = new ConcurrentHashMap<>();

  protected StepReconciler(StepKind kind, Class<R> type, StepTools tools) {
    this.kind = kind;
    this.type = type;
    this.tools = tools;
    this.validator = new StepValidator(tools.catalog());
    this.history = new RunHistory(tools.api());
    this.writer = new StatusWriter<>(tools.api(), tools.catalog(), tools.clock(), type);
  }

  @Override
  public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
    tools.catalog().register(type, context.getPrimaryCache());
    return List.of(tools.signals().source(type));
  }

  @Override
  public void gone(R step) {
    String namespace = step.getMetadata().getNamespace();
    String name = step.getMetadata().getName();
    writer.forget(step);
    tools.trigger().forget(step);
    lastSeen.remove(namespace + "/" + name);
    wakePipelines(namespace, new StepId(kind, name));
  }

  @Override
  public UpdateControl<R> reconcile(R cached, Context<R> context) {
    R step = writer.newest(cached);
    String namespace = step.getMetadata().getNamespace();
    StepId id = new StepId(kind, step.getMetadata().getName());
    if (step.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    StepStatus before = step.getStatus() == null ? empty() : step.getStatus();
    String revision = tools.revisions().name(id, step);
    Problem problem = validator.validate(namespace, id, step.getSpec());
    List<Condition> conditions =
        Conditions.set(
            before.conditions(),
            Conditions.READY,
            problem == null,
            problem == null ? Reasons.READY : problem.reason(),
            problem == null ? "The definition is valid." : problem.message(),
            step.getMetadata().getGeneration(),
            tools.clock().instant());
    Executions.Execution execution = tools.executions().of(namespace, id);
    LastExecution last = before.lastExecution();
    String message = problem == null ? null : problem.message();
    if (execution != null) {
      last = lastExecution(execution, last);
      boolean ok = execution.task().state() == TaskState.SUCCEEDED;
      String text = text(execution);
      conditions =
          Conditions.set(
              conditions,
              Conditions.SUCCEEDED,
              ok,
              ok || execution.task().reason() == null
                  ? Reasons.SUCCEEDED
                  : execution.task().reason(),
              text,
              step.getMetadata().getGeneration(),
              tools.clock().instant());
      message = message == null && !text.isEmpty() ? text : message;
    } else if (message == null) {
      message = before.message();
    }
    Duration untilPruned = Duration.ZERO;
    if (before.triggeredRevision() != null) {
      history.prune(runsAlone(namespace, id), null, null);
      untilPruned = tools.history().prune(namespace);
    }
    Alone alone = problem == null ? runAlone(step, id, before, revision) : Alone.NOTHING;
    StepStatus status =
        new StepStatus(
            step.getMetadata().getGeneration(),
            conditions,
            revision,
            alone.triggered() == null ? before.triggeredRevision() : alone.triggered(),
            last,
            message == null ? null : Conditions.clip(message));
    Duration wait = writer.write(step, status, isUrgent(before, status));
    if (wait.isZero()) {
      wakeDependents(namespace, id, revision, problem == null);
      wait = alone.recheck().isZero() ? untilPruned : alone.recheck();
    }
    UpdateControl<R> control = UpdateControl.noUpdate();
    return wait.isZero() ? control : control.rescheduleAfter(wait);
  }

  /** Pipelines wait for a step to become ready; that it has run once more, nobody waits for. */
  private static boolean isUrgent(StepStatus before, StepStatus after) {
    return !Objects.equals(before.observedGeneration(), after.observedGeneration())
        || !Conditions.find(before.conditions(), Conditions.READY)
            .equals(Conditions.find(after.conditions(), Conditions.READY))
        || !Objects.equals(before.triggeredRevision(), after.triggeredRevision());
  }

  private static StepStatus empty() {
    return new StepStatus(null, List.of(), null, null, null, null);
  }

  /** What came of the question whether the step runs alone. */
  private record Alone(@Nullable String triggered, Duration recheck) {
    static final Alone NOTHING = new Alone(null, Duration.ZERO);
  }

  private Alone runAlone(R step, StepId id, StepStatus before, String revision) {
    String namespace = step.getMetadata().getNamespace();
    boolean wanted =
        step.getSpec().onChange() != OnChange.NONE
            && !revision.equals(before.triggeredRevision())
            && !Members.isInPipeline(tools.catalog(), namespace, id);
    if (!wanted) {
      return Alone.NOTHING;
    }
    Instant since = tools.trigger().unchangedSince(step, revision);
    Duration wait = Duration.between(tools.clock().instant(), since.plus(ALONE_AFTER));
    if (!wait.isNegative() && !wait.isZero()) {
      return new Alone(null, wait);
    }
    tools.trigger().run(step, revision, reference(id));
    return new Alone(revision, Duration.ZERO);
  }

  private List<PipelineRun> runsAlone(String namespace, StepId id) {
    return tools
        .catalog()
        .runs(namespace)
        .filter(run -> run.getSpec().step() != null && StepId.of(run.getSpec().step()).equals(id))
        .toList();
  }

  private static StepReference reference(StepId id) {
    String name = id.name();
    return switch (id.kind()) {
      case DATASET_INGEST -> new StepReference(name, null, null, null, null, null);
      case TRANSFORM -> new StepReference(null, name, null, null, null, null);
      case QUALITY_CHECK -> new StepReference(null, null, name, null, null, null);
      case WAREHOUSE_LOAD -> new StepReference(null, null, null, name, null, null);
      case MODEL_RUN -> new StepReference(null, null, null, null, name, null);
      case NOTIFICATION -> new StepReference(null, null, null, null, null, name);
    };
  }

  /** Of a failure the operator may know more than the runner, such as that it took too long. */
  private static String text(Executions.Execution execution) {
    String message = execution.task().message();
    if (message != null) {
      return message;
    }
    return execution.result() == null ? "" : execution.result().message();
  }

  private static LastExecution lastExecution(
      Executions.Execution execution, @Nullable LastExecution before) {
    TaskStatus task = execution.task();
    StepResult result = execution.result();
    boolean isKnown =
        before != null
            && before.run().equals(execution.run())
            && Objects.equals(before.finishedAt(), task.finishedAt());
    if (result == null && before != null && isKnown) {
      // Its pod is gone meanwhile, but what it said is in the status already.
      return before;
    }
    StepResult.Results results = result == null ? null : result.results();
    String duration =
        task.startedAt() == null || task.finishedAt() == null
            ? null
            : Durations.format(
                Duration.between(
                    Instant.parse(task.startedAt()), Instant.parse(task.finishedAt())));
    return new LastExecution(
        execution.run(),
        execution.date(),
        task.finishedAt(),
        duration,
        results == null ? task.rows() : results.rows(),
        results == null ? null : results.bytes(),
        results == null || results.uri() == null ? null : Conditions.clip(results.uri(), 512),
        results == null ? task.digest() : TaskEnd.digest(results),
        results == null ? null : results.passed(),
        results == null ? null : results.warned(),
        results == null ? null : results.failed(),
        results == null ? null : results.skipped(),
        result == null ? List.of() : failedChecks(result));
  }

  private static List<FailedCheckStatus> failedChecks(StepResult result) {
    return result.failedChecks().stream()
        .limit(20)
        .map(
            check ->
                new FailedCheckStatus(
                    Conditions.clip(check.check(), 256),
                    check.column() == null ? null : Conditions.clip(check.column(), 512),
                    check.severity() == QualityStep.Severity.WARN ? Severity.WARN : Severity.ERROR,
                    check.failures(),
                    Conditions.clip(check.message(), 512)))
        .toList();
  }

  /** Readers and pipelines look again when the step itself has changed, not when it has run. */
  private void wakeDependents(String namespace, StepId id, String revision, boolean ready) {
    String now = revision + ready;
    if (!now.equals(lastSeen.put(namespace + "/" + id.name(), now))) {
      wakePipelines(namespace, id);
    }
  }

  private void wakePipelines(String namespace, StepId id) {
    Members.readers(tools.catalog(), namespace, id)
        .forEach(
            reader -> tools.signals().wake(reader.kind().resourceType(), namespace, reader.name()));
    tools
        .catalog()
        .list(Pipeline.class, namespace)
        .filter(pipeline -> Members.concerns(tools.catalog(), pipeline, id))
        .forEach(
            pipeline ->
                tools.signals().wake(Pipeline.class, namespace, pipeline.getMetadata().getName()));
  }
}
