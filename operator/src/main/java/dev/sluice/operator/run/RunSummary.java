package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.DesiredState;
import dev.sluice.api.v1alpha1.FailedAttempt;
import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of a run as a whole what its tasks say one by one. */
final class RunSummary {

  private static final int MAX_WAITING = 400;

  /** Runs of more tasks than this keep less of each, so that the status stays below 256 KiB. */
  private static final int MANY_TASKS = 120;

  private static final int MESSAGES_OF_MANY = 60 * 1024;

  private final RunObservation seen;
  private final @Nullable DesiredState desired;
  private final @Nullable Instant firstPodAt;
  private final PlanDraft draft;

  RunSummary(
      RunObservation seen,
      @Nullable DesiredState desired,
      @Nullable Instant firstPodAt,
      PlanDraft draft) {
    this.seen = seen;
    this.desired = desired;
    this.firstPodAt = firstPodAt;
    this.draft = draft;
  }

  /** How the run as a whole stands; {@code value} is absent while it goes on. */
  private record Verdict(@Nullable Boolean value, String reason, String message) {}

  PipelineRunStatus of(List<TaskStatus> tasks) {
    PipelineRunStatus before = seen.run().getStatus();
    Long generation = seen.run().getMetadata().getGeneration();
    Instant now = seen.now();
    Verdict verdict = verdict(tasks);
    if (verdict.value() != null) {
      draft.note(!verdict.value(), verdict.reason(), verdict.message());
    }
    String startedAt = startedAt(before);
    Duration took =
        startedAt == null ? Duration.ZERO : Duration.between(Instant.parse(startedAt), now);
    return new PipelineRunStatus(
        generation,
        Conditions.set(
            before == null ? List.of() : before.conditions(),
            Conditions.SUCCEEDED,
            verdict.value(),
            verdict.reason(),
            verdict.message(),
            generation,
            now),
        seen.blueprint().subject(),
        RunPlanner.date(seen.run().getSpec(), seen.run().getMetadata().getCreationTimestamp()),
        seen.blueprint().revision(),
        ended(tasks) + "/" + tasks.size(),
        startedAt,
        verdict.value() == null ? null : TaskStates.text(now),
        Durations.format(took),
        fit(tasks));
  }

  private @Nullable String startedAt(@Nullable PipelineRunStatus before) {
    if (before != null && before.startedAt() != null) {
      return before.startedAt();
    }
    if (firstPodAt != null) {
      return TaskStates.text(firstPodAt);
    }
    return draft.startsSomething() ? TaskStates.text(seen.now()) : null;
  }

  private Verdict verdict(List<TaskStatus> tasks) {
    if (ended(tasks) < tasks.size()) {
      return new Verdict(
          null,
          desired == DesiredState.SUSPENDED ? Reasons.SUSPENDED : Reasons.RUNNING,
          progress(tasks));
    }
    TaskStatus culprit =
        tasks.stream()
            .filter(task -> task.state() == TaskState.FAILED && counts(task))
            .findFirst()
            .orElse(null);
    if (culprit != null) {
      draft.isNamed(culprit.name());
      String message = culprit.name() + " failed (" + culprit.reason() + "): " + culprit.message();
      return new Verdict(false, Reasons.FAILED, message);
    }
    if (first(tasks, TaskState.CANCELLED) != null) {
      return new Verdict(
          false,
          Reasons.CANCELLED,
          seen.superseded()
              ? "A newer run of the pipeline has replaced this one."
              : "The run was cancelled.");
    }
    return new Verdict(true, Reasons.SUCCEEDED, success(tasks));
  }

  /**
   * A notification that was not delivered does not change what the run has done, unless asked to.
   */
  private boolean counts(TaskStatus status) {
    Task task = seen.blueprint().graph().tasks().get(status.name());
    return task == null
        || !(task.spec() instanceof NotificationSpec notification)
        || !task.last()
        || Boolean.TRUE.equals(notification.failRun());
  }

  private static String success(List<TaskStatus> tasks) {
    List<String> undelivered = names(tasks, TaskState.FAILED);
    int succeeded = names(tasks, TaskState.SUCCEEDED).size();
    if (succeeded == tasks.size()) {
      return "All " + succeeded + " tasks succeeded.";
    }
    return succeeded
        + " of "
        + tasks.size()
        + " tasks succeeded"
        + (undelivered.isEmpty()
            ? ", the others were not called for"
            : "; not delivered, which does not count: " + String.join(", ", undelivered))
        + ".";
  }

  private String progress(List<TaskStatus> tasks) {
    List<String> running = names(tasks, TaskState.RUNNING);
    List<String> failed = names(tasks, TaskState.FAILED);
    String prefix =
        desired == DesiredState.CANCELLED
            ? "Cancelling. "
            : desired == DesiredState.SUSPENDED ? "Nothing new starts. " : "";
    String text =
        prefix
            + ended(tasks)
            + " of "
            + tasks.size()
            + " tasks have ended"
            + (running.isEmpty() ? "" : "; running: " + String.join(", ", running))
            + (failed.isEmpty() ? "" : "; failed: " + String.join(", ", failed))
            + waiting(tasks);
    return text.endsWith(".") ? text : text + ".";
  }

  private static String waiting(List<TaskStatus> tasks) {
    StringBuilder text = new StringBuilder();
    for (TaskStatus task : tasks) {
      if (task.message() != null && !TaskStates.isFinal(task)) {
        text.append("; ").append(task.name()).append(": ").append(task.message());
      }
    }
    return Conditions.clip(text.toString(), MAX_WAITING);
  }

  private static List<String> names(List<TaskStatus> tasks, TaskState state) {
    return tasks.stream().filter(t -> t.state() == state).map(TaskStatus::name).toList();
  }

  private static @Nullable TaskStatus first(List<TaskStatus> tasks, TaskState state) {
    return tasks.stream().filter(t -> t.state() == state).findFirst().orElse(null);
  }

  private static int ended(List<TaskStatus> tasks) {
    return (int) tasks.stream().filter(TaskStates::isFinal).count();
  }

  private static List<TaskStatus> fit(List<TaskStatus> tasks) {
    if (tasks.size() <= MANY_TASKS) {
      return tasks;
    }
    int messageLength = MESSAGES_OF_MANY / tasks.size();
    return tasks.stream().map(task -> shortened(task, messageLength)).toList();
  }

  private static TaskStatus shortened(TaskStatus task, int messageLength) {
    List<FailedAttempt> failed = task.failedAttempts();
    return new TaskStatus(
        task.name(),
        task.state(),
        task.attempt(),
        task.neverStarted(),
        task.startedAt(),
        task.finishedAt(),
        task.reason(),
        task.message() == null ? null : Conditions.clip(task.message(), messageLength),
        task.rows(),
        task.digest(),
        task.retryAt(),
        failed.isEmpty() ? failed : failed.subList(failed.size() - 1, failed.size()));
  }
}
