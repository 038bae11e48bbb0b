package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.FailedAttempt;
import dev.sluice.api.v1alpha1.NotifyWhen;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.protocol.StepResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps from one state of a task to the next. */
final class TaskStates {

  private static final int MAX_FAILED_ATTEMPTS = 5;
  private static final Set<TaskState> FINAL =
      EnumSet.of(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.SKIPPED, TaskState.CANCELLED);

  private TaskStates() {}

  /** Whether nothing can happen to the task any more. */
  static boolean isFinal(TaskStatus task) {
    return FINAL.contains(task.state());
  }

  /** Number of the newest attempt; 0: none was made. */
  static int attempt(TaskStatus task) {
    return task.attempt() == null ? 0 : task.attempt();
  }

  /** Whether the status knows how this attempt ended. */
  static boolean hasEnded(TaskStatus task, int attempt) {
    return isFinal(task)
        || attempt(task) > attempt
        || (attempt(task) == attempt && task.state() != TaskState.RUNNING);
  }

  /** How many pods were replaced because they did not start. */
  static int neverStarted(TaskStatus task) {
    return task.neverStarted() == null ? 0 : task.neverStarted();
  }

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static @Nullable String textOrNull(@Nullable Instant time) {
    return time == null ? null : text(time);
  }

  static TaskStatus fresh(String name) {
    return new TaskStatus(
        name, TaskState.PENDING, null, null, null, null, null, null, null, null, null, List.of());
  }

  static TaskStatus running(
      TaskStatus before,
      int attempt,
      @Nullable Instant startedAt,
      @Nullable String reason,
      @Nullable String message) {
    return new TaskStatus(
        before.name(),
        TaskState.RUNNING,
        attempt,
        before.neverStarted(),
        textOrNull(startedAt),
        null,
        reason == null ? null : TaskEnd.word(reason),
        message == null ? null : Conditions.clip(message),
        null,
        null,
        null,
        before.failedAttempts());
  }

  static TaskStatus succeeded(
      TaskStatus before, Ended ended, StepResult.@Nullable Results results) {
    return new TaskStatus(
        before.name(),
        TaskState.SUCCEEDED,
        ended.attempt(),
        before.neverStarted(),
        ended.startedAt(),
        ended.finishedAt(),
        null,
        null,
        results == null ? null : results.rows(),
        results == null ? null : TaskEnd.digest(results),
        null,
        before.failedAttempts());
  }

  /**
   * When an attempt ran.
   *
   * @param startedAt absent: its container never ran, or nobody saw it
   */
  record Ended(int attempt, @Nullable String startedAt, String finishedAt) {}

  /** A failed attempt; with {@code retryAt} there will be another one. */
  static TaskStatus failed(TaskStatus before, Ended ended, TaskEnd end, @Nullable Instant retryAt) {
    StepResult.Results results = end.result() == null ? null : end.result().results();
    return new TaskStatus(
        before.name(),
        retryAt == null ? TaskState.FAILED : TaskState.PENDING,
        ended.attempt(),
        before.neverStarted(),
        ended.startedAt(),
        ended.finishedAt(),
        end.reason(),
        Conditions.clip(end.message()),
        retryAt != null || results == null ? null : results.rows(),
        null,
        textOrNull(retryAt),
        failures(before, ended.attempt(), end.reason(), ended.finishedAt()));
  }

  /** A pod that did not start in time: it is replaced, or it was one too many. */
  static TaskStatus neverStarted(
      TaskStatus before, int attempt, boolean again, String message, Instant now) {
    return new TaskStatus(
        before.name(),
        again ? TaskState.PENDING : TaskState.FAILED,
        attempt,
        neverStarted(before) + 1,
        null,
        text(now),
        Reasons.NEVER_STARTED,
        Conditions.clip(message),
        null,
        null,
        null,
        before.failedAttempts());
  }

  /** The same task with one more failed attempt, or one more pod that did not start. */
  static TaskStatus counted(
      TaskStatus before, int attempt, @Nullable TaskEnd failure, String finishedAt) {
    return new TaskStatus(
        before.name(),
        before.state(),
        attempt,
        failure == null ? Integer.valueOf(neverStarted(before) + 1) : before.neverStarted(),
        before.startedAt(),
        before.finishedAt(),
        before.reason(),
        before.message(),
        null,
        null,
        null,
        failure == null
            ? before.failedAttempts()
            : failures(before, attempt, failure.reason(), finishedAt));
  }

  /** A task that waits, or cannot go on, for a reason outside of its attempts. */
  static TaskStatus explained(
      TaskStatus before, TaskState state, String reason, String message, Instant now) {
    return new TaskStatus(
        before.name(),
        state,
        before.attempt(),
        before.neverStarted(),
        before.startedAt(),
        state == TaskState.FAILED ? text(now) : before.finishedAt(),
        reason,
        Conditions.clip(message),
        null,
        null,
        before.retryAt(),
        before.failedAttempts());
  }

  static TaskStatus skipped(TaskStatus task, TaskStatus culprit) {
    return skipped(
        task,
        Reasons.UPSTREAM_FAILED,
        culprit.name() + " is " + culprit.state().name().toLowerCase(Locale.ROOT) + ".");
  }

  /** A notification that is not for the way in which the run ended. */
  static TaskStatus notCalledFor(TaskStatus task, NotifyWhen when) {
    return skipped(
        task,
        Reasons.NOT_CALLED_FOR,
        when == NotifyWhen.FAILED ? "The run succeeded." : "The run did not succeed.");
  }

  private static TaskStatus skipped(TaskStatus task, String reason, String message) {
    return new TaskStatus(
        task.name(),
        TaskState.SKIPPED,
        null,
        null,
        null,
        null,
        reason,
        message,
        null,
        null,
        null,
        List.of());
  }

  static TaskStatus cancelled(TaskStatus before, Instant now) {
    return new TaskStatus(
        before.name(),
        TaskState.CANCELLED,
        before.attempt(),
        before.neverStarted(),
        before.startedAt(),
        text(now),
        Reasons.CANCELLED,
        null,
        null,
        null,
        null,
        before.failedAttempts());
  }

  private static List<FailedAttempt> failures(
      TaskStatus before, int attempt, String reason, String finishedAt) {
    List<FailedAttempt> failed = new ArrayList<>(before.failedAttempts());
    failed.add(new FailedAttempt(attempt, reason, finishedAt));
    return failed.size() > MAX_FAILED_ATTEMPTS
        ? failed.subList(failed.size() - MAX_FAILED_ATTEMPTS, failed.size())
        : failed;
  }
}
