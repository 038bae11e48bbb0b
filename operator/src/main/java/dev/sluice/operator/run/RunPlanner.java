package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.DesiredState;
import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.pod.Attempt;
import dev.sluice.operator.pod.PodObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next in a run: a pure function from an observation to a plan.
 *
 * <p>The state of a task follows from the run's status plus its pods, whichever is newer. A state
 * that is final stays as it is, so nothing can start twice.
 */
public final class RunPlanner {

  private static final Duration BLOCKED_RECHECK = Duration.ofSeconds(30);

  private final RunObservation seen;
  private final String runName;
  private final Instant now;
  private final Map<String, TaskStatus> tasks = new LinkedHashMap<>();
  private final Map<String, List<PodObservation>> pods = new HashMap<>();
  private final PlanDraft draft = new PlanDraft();

  private RunPlanner(RunObservation seen) {
    this.seen = seen;
    this.runName = seen.run().getMetadata().getName();
    this.now = seen.now();
  }

  /** Decides. */
  public static RunPlan plan(RunObservation observation) {
    return new RunPlanner(observation).plan();
  }

  private RunPlan plan() {
    DesiredState desired =
        seen.superseded() ? DesiredState.CANCELLED : seen.run().getSpec().desiredState();
    settle(desired == DesiredState.CANCELLED);
    if (desired == DesiredState.CANCELLED) {
      cancel();
    } else if (desired != DesiredState.SUSPENDED) {
      advance();
    }
    RunSummary summary = new RunSummary(seen, desired, firstPodAt(), draft);
    return draft.with(summary.of(List.copyOf(tasks.values())));
  }

  private void settle(boolean cancelling) {
    PipelineRunStatus before = seen.run().getStatus();
    for (PodObservation pod : seen.pods().values()) {
      pods.computeIfAbsent(pod.task(), k -> new ArrayList<>()).add(pod);
    }
    Map<String, TaskStatus> known = new HashMap<>();
    if (before != null) {
      before.tasks().forEach(task -> known.put(task.name(), task));
    }
    TaskSettlement settlement = new TaskSettlement(seen, cancelling, draft);
    for (String name : seen.blueprint().graph().select(seen.run().getSpec().select())) {
      TaskStatus status = known.getOrDefault(name, TaskStates.fresh(name));
      tasks.put(name, settlement.settle(task(name), status, pods.getOrDefault(name, List.of())));
    }
  }

  private Task task(String name) {
    Task task = seen.blueprint().graph().tasks().get(name);
    if (task == null) {
      throw new IllegalStateException("The run has no task " + name);
    }
    return task;
  }

  /** Tasks of {@code finally} only go on when all others have ended. */
  private void advance() {
    boolean open = false;
    for (TaskStatus status : List.copyOf(tasks.values())) {
      if (!task(status.name()).last()) {
        open |= !TaskStates.isFinal(advance(status));
      }
    }
    if (open) {
      return;
    }
    for (TaskStatus status : List.copyOf(tasks.values())) {
      if (task(status.name()).last()) {
        advance(status);
      }
    }
  }

  private TaskStatus advance(TaskStatus status) {
    TaskStatus next =
        status.state() == TaskState.PENDING ? next(task(status.name()), status) : status;
    tasks.put(status.name(), next);
    return next;
  }

  private TaskStatus next(Task task, TaskStatus status) {
    boolean waits = false;
    for (String need : task.needs()) {
      TaskStatus before = tasks.get(need);
      if (before == null || (task.last() && !task(need).last())) {
        continue;
      }
      if (TaskStates.isFinal(before) && before.state() != TaskState.SUCCEEDED) {
        return TaskStates.skipped(status, before);
      }
      waits |= before.state() != TaskState.SUCCEEDED;
    }
    if (waits) {
      return status;
    }
    return task.last()
            && task.spec() instanceof NotificationSpec notification
            && !isTold(notification)
        ? TaskStates.notCalledFor(status, notification.effectiveWhen())
        : start(task, status);
  }

  /** Whether a notification is for the way in which the other tasks ended. */
  private boolean isTold(NotificationSpec notification) {
    boolean succeeded =
        tasks.values().stream()
            .filter(status -> !task(status.name()).last())
            .allMatch(status -> status.state() == TaskState.SUCCEEDED);
    return switch (notification.effectiveWhen()) {
      case SUCCEEDED -> succeeded;
      case FAILED -> !succeeded;
      case ALWAYS -> true;
    };
  }

  private TaskStatus start(Task task, TaskStatus status) {
    if (status.retryAt() != null && now.isBefore(Instant.parse(status.retryAt()))) {
      draft.recheck(Instant.parse(status.retryAt()));
      return status;
    }
    Problem refusal = seen.refused().get(task.name());
    if (refusal != null) {
      draft.failed(task.name(), refusal.reason(), refusal.message());
      return TaskStates.explained(
          status, TaskState.FAILED, refusal.reason(), refusal.message(), now);
    }
    Problem obstacle = seen.blocked().get(task.name());
    if (obstacle != null) {
      draft.recheck(now.plus(BLOCKED_RECHECK));
      return TaskStates.explained(
          status, TaskState.PENDING, obstacle.reason(), obstacle.message(), now);
    }
    int attempt = TaskStates.attempt(status) + 1;
    draft.start(task, attempt);
    return TaskStates.running(status, attempt, null, null, null);
  }

  private void cancel() {
    for (TaskStatus status : List.copyOf(tasks.values())) {
      if (TaskStates.isFinal(status)) {
        continue;
      }
      PodObservation pod = newestPod(status.name());
      if (pod != null && !pod.phase().isTerminal() && !seen.missing().contains(pod.name())) {
        if (!pod.deleting()) {
          draft.stop(pod.name());
        }
        continue;
      }
      String podName = Attempt.podName(runName, status.name(), TaskStates.attempt(status));
      if (!draft.isConfirming(podName)) {
        tasks.put(status.name(), TaskStates.cancelled(status, now));
      }
    }
  }

  private @Nullable PodObservation newestPod(String task) {
    return pods.getOrDefault(task, List.of()).stream()
        .max(Comparator.comparing(PodObservation::attempt))
        .orElse(null);
  }

  private @Nullable Instant firstPodAt() {
    return seen.pods().values().stream()
        .map(PodObservation::createdAt)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The logical date of a run. */
  static String date(PipelineRunSpec spec, String creationTimestamp) {
    return spec.date() != null ? spec.date() : creationTimestamp.substring(0, 10);
  }
}
