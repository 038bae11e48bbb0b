package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.kube.Durations;
import dev.sluice.operator.pod.Attempt;
import dev.sluice.operator.pod.PodObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Finds out what has become of the attempts of a task.
 *
 * <p>Status and pods are both observed, and either may be the newer one: a final state stays as it
 * is, else the pods of attempts that the status does not know or believes to run decide.
 */
final class TaskSettlement {

  static final Duration PENDING_TIMEOUT = Duration.ofMinutes(10);
  static final int MAX_NEVER_STARTED = 3;

  private final RunObservation seen;
  private final boolean cancelling;
  private final PlanDraft draft;
  private final String runName;
  private final Instant now;

  TaskSettlement(RunObservation seen, boolean cancelling, PlanDraft draft) {
    this.seen = seen;
    this.cancelling = cancelling;
    this.draft = draft;
    this.runName = seen.run().getMetadata().getName();
    this.now = seen.now();
  }

  TaskStatus settle(Task task, TaskStatus known, List<PodObservation> pods) {
    if (TaskStates.isFinal(known)) {
      return known;
    }
    List<PodObservation> open =
        pods.stream()
            .filter(pod -> isOpen(pod, known))
            .sorted(Comparator.comparing(PodObservation::attempt))
            .toList();
    if (open.isEmpty()) {
      return known.state() == TaskState.RUNNING ? settleUnseen(task, known) : known;
    }
    TaskStatus before = known;
    for (PodObservation replaced : open.subList(0, open.size() - 1)) {
      before = settleReplaced(task, before, replaced);
    }
    return settle(task, before, open.get(open.size() - 1));
  }

  private static boolean isOpen(PodObservation pod, TaskStatus known) {
    int attempt = TaskStates.attempt(known);
    return pod.attempt() > attempt
        || (pod.attempt() == attempt && known.state() == TaskState.RUNNING);
  }

  /** An attempt after which another one was made already: it only counts. */
  private TaskStatus settleReplaced(Task task, TaskStatus before, PodObservation pod) {
    if (pod.neverStarted()) {
      return TaskStates.counted(before, pod.attempt(), null, "");
    }
    if (!pod.phase().isTerminal()) {
      return before;
    }
    return TaskStates.counted(before, pod.attempt(), end(task, pod), finishedAt(pod));
  }

  private TaskStatus settle(Task task, TaskStatus before, PodObservation pod) {
    if (pod.phase().isTerminal()) {
      String startedAt = TaskStates.textOrNull(pod.startedAt());
      return end(
          task,
          before,
          new TaskStates.Ended(pod.attempt(), startedAt, finishedAt(pod)),
          end(task, pod));
    }
    if (pod.neverStarted()) {
      return settlePending(task, before, pod);
    }
    return TaskStates.running(before, pod.attempt(), pod.startedAt(), null, null);
  }

  private static TaskEnd end(Task task, PodObservation pod) {
    return TaskEnd.of(pod, task.spec().timeout());
  }

  private TaskStatus settleUnseen(Task task, TaskStatus before) {
    int attempt = TaskStates.attempt(before);
    String podName = Attempt.podName(runName, task.name(), attempt);
    if (!seen.missing().contains(podName)) {
      draft.confirm(podName);
      return before;
    }
    return end(
        task,
        before,
        new TaskStates.Ended(attempt, before.startedAt(), TaskStates.text(now)),
        TaskEnd.lost(podName));
  }

  private TaskStatus settlePending(Task task, TaskStatus before, PodObservation pod) {
    Duration timeout = Durations.parse(task.spec().pendingTimeout(), PENDING_TIMEOUT);
    Instant deadline = pod.createdAt().plus(timeout);
    if (now.isBefore(deadline)) {
      draft.recheck(deadline);
      return TaskStates.running(before, pod.attempt(), null, pod.reason(), pod.obstacle());
    }
    draft.stop(pod.name());
    String obstacle = pod.obstacle();
    String message =
        "Pod "
            + pod.name()
            + " did not start within "
            + Durations.format(timeout)
            + (obstacle == null ? "" : " (" + obstacle + ")");
    boolean again = TaskStates.neverStarted(before) < MAX_NEVER_STARTED;
    if (!again) {
      draft.failed(task.name(), Reasons.NEVER_STARTED, message);
    }
    return TaskStates.neverStarted(before, pod.attempt(), again, message, now);
  }

  private TaskStatus end(Task task, TaskStatus before, TaskStates.Ended ended, TaskEnd end) {
    if (end.succeeded()) {
      return TaskStates.succeeded(
          before, ended, end.result() == null ? null : end.result().results());
    }
    if (cancelling && end.retryClass() != null) {
      // The attempt was stopped, or what stopped it no longer matters.
      return TaskStates.cancelled(before, now);
    }
    int failures = ended.attempt() - TaskStates.neverStarted(before);
    if (!RetryRules.again(task.spec().retry(), end, failures)) {
      draft.failed(task.name(), end.reason(), end.message());
      return TaskStates.failed(before, ended, end, null);
    }
    draft.note(
        true,
        end.reason(),
        task.name()
            + " failed in attempt "
            + ended.attempt()
            + " and is tried again: "
            + end.message());
    Instant retryAt =
        Instant.parse(ended.finishedAt()).plus(RetryRules.pause(task.spec().retry(), failures));
    return TaskStates.failed(before, ended, end, retryAt);
  }

  private String finishedAt(PodObservation pod) {
    return TaskStates.text(pod.finishedAt() == null ? now : pod.finishedAt());
  }
}
