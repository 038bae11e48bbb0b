package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.DesiredState;
import dev.sluice.api.v1alpha1.FailedAttempt;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.api.v1alpha1.Retry;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.Durations;
import dev.sluice.operator.pod.Attempt;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.protocol.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next in a run: a pure function from an observation to a plan.
 *
 * <p>The state of a task follows from the run's status plus its pods, whichever is newer. A state
 * that is final stays as it is, so nothing can start twice.
 */
public final class RunPlanner {

  static final Duration PENDING_TIMEOUT = Duration.ofMinutes(10);
  static final int MAX_NEVER_STARTED = 3;
  static final int DEFAULT_RETRIES = 2;
  private static final Duration BLOCKED_RECHECK = Duration.ofSeconds(30);
  private static final int MAX_FAILED_ATTEMPTS = 5;
  private static final Set<TaskState> FINAL =
      EnumSet.of(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.SKIPPED, TaskState.CANCELLED);

  private final RunObservation seen;
  private final String runName;
  private final Instant now;
  private final Map<String, TaskStatus> tasks = new LinkedHashMap<>();
  private final Map<String, PodObservation> newest = new HashMap<>();
  private final List<RunPlan.Start> start = new ArrayList<>();
  private final List<String> stop = new ArrayList<>();
  private final List<String> confirm = new ArrayList<>();
  private final List<RunPlan.Note> notes = new ArrayList<>();
  private @Nullable Instant recheckAt;

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
    PipelineRunStatus before = seen.run().getStatus();
    for (PodObservation pod : seen.pods().values()) {
      newest.merge(pod.task(), pod, (a, b) -> a.attempt() >= b.attempt() ? a : b);
    }
    Map<String, TaskStatus> known = new HashMap<>();
    if (before != null) {
      before.tasks().forEach(task -> known.put(task.name(), task));
    }
    for (String name : seen.blueprint().graph().select(seen.run().getSpec().select())) {
      Task task = task(name);
      tasks.put(name, settle(task, known.getOrDefault(name, fresh(name))));
    }
    DesiredState desired =
        seen.superseded() ? DesiredState.CANCELLED : seen.run().getSpec().desiredState();
    if (desired == DesiredState.CANCELLED) {
      cancel();
    } else if (desired != DesiredState.SUSPENDED) {
      advance();
    }
    return new RunPlan(start, stop, confirm, status(before, desired), recheckAt, notes);
  }

  private Task task(String name) {
    Task task = seen.blueprint().graph().tasks().get(name);
    if (task == null) {
      throw new IllegalStateException("The run has no task " + name);
    }
    return task;
  }

  // --- what has become of the attempts

  private TaskStatus settle(Task task, TaskStatus before) {
    if (FINAL.contains(before.state())) {
      return before;
    }
    int attempt = before.attempt() == null ? 0 : before.attempt();
    PodObservation pod = newest.get(task.name());
    boolean counted =
        before.state() == TaskState.PENDING && pod != null && pod.attempt() <= attempt;
    if (counted) {
      return before;
    }
    if (pod == null || pod.attempt() < attempt) {
      return before.state() == TaskState.RUNNING ? settleUnseen(task, before, attempt) : before;
    }
    if (pod.phase().isTerminal()) {
      return end(task, before, pod.attempt(), TaskEnd.of(pod), startedAt(pod), finishedAt(pod));
    }
    if (pod.neverStarted()) {
      return settlePending(task, before, pod);
    }
    return running(before, pod.attempt(), startedAt(pod), null, null);
  }

  private TaskStatus settleUnseen(Task task, TaskStatus before, int attempt) {
    String podName = Attempt.podName(runName, task.name(), attempt);
    if (!seen.missing().contains(podName)) {
      confirm.add(podName);
      return before;
    }
    return end(task, before, attempt, TaskEnd.lost(podName), before.startedAt(), text(now));
  }

  private TaskStatus settlePending(Task task, TaskStatus before, PodObservation pod) {
    Duration timeout = Durations.parse(task.spec().pendingTimeout(), PENDING_TIMEOUT);
    Instant deadline = pod.createdAt().plus(timeout);
    if (now.isBefore(deadline)) {
      recheck(deadline);
      String why =
          pod.reason() == null
              ? null
              : pod.reason() + (pod.detail() == null ? "" : ": " + pod.detail());
      return running(before, pod.attempt(), null, pod.reason(), why);
    }
    stop.add(pod.name());
    int neverStarted = (before.neverStarted() == null ? 0 : before.neverStarted()) + 1;
    String message =
        "Pod "
            + pod.name()
            + " did not start within "
            + Durations.format(timeout)
            + (pod.reason() == null ? "" : " (" + pod.reason() + ": " + pod.detail() + ")");
    if (neverStarted > MAX_NEVER_STARTED) {
      notes.add(new RunPlan.Note(true, Reasons.NEVER_STARTED, task.name() + ": " + message));
      return new TaskStatus(
          task.name(),
          TaskState.FAILED,
          pod.attempt(),
          neverStarted,
          null,
          text(now),
          Reasons.NEVER_STARTED,
          Conditions.clip(message),
          null,
          null,
          null,
          before.failedAttempts());
    }
    return new TaskStatus(
        task.name(),
        TaskState.PENDING,
        pod.attempt(),
        neverStarted,
        null,
        text(now),
        Reasons.NEVER_STARTED,
        Conditions.clip(message),
        null,
        null,
        null,
        before.failedAttempts());
  }

  private TaskStatus end(
      Task task,
      TaskStatus before,
      int attempt,
      TaskEnd end,
      @Nullable String startedAt,
      String finishedAt) {
    StepResult.Results results = end.result() == null ? null : end.result().results();
    if (end.succeeded()) {
      return new TaskStatus(
          task.name(),
          TaskState.SUCCEEDED,
          attempt,
          before.neverStarted(),
          startedAt,
          finishedAt,
          null,
          null,
          results == null ? null : results.rows(),
          results == null ? null : results.digest(),
          null,
          before.failedAttempts());
    }
    List<FailedAttempt> failed = new ArrayList<>(before.failedAttempts());
    failed.add(new FailedAttempt(attempt, end.reason(), finishedAt));
    if (failed.size() > MAX_FAILED_ATTEMPTS) {
      failed = failed.subList(failed.size() - MAX_FAILED_ATTEMPTS, failed.size());
    }
    Retry retry = task.spec().retry();
    int limit = retry == null || retry.limit() == null ? DEFAULT_RETRIES : retry.limit();
    int failures = attempt - (before.neverStarted() == null ? 0 : before.neverStarted());
    boolean again =
        end.isRetried(retry)
            && failures <= limit
            && seen.run().getSpec().desiredState() != DesiredState.CANCELLED
            && !seen.superseded();
    if (!again) {
      notes.add(new RunPlan.Note(true, end.reason(), task.name() + " failed: " + end.message()));
      return new TaskStatus(
          task.name(),
          TaskState.FAILED,
          attempt,
          before.neverStarted(),
          startedAt,
          finishedAt,
          end.reason(),
          Conditions.clip(end.message()),
          results == null ? null : results.rows(),
          null,
          null,
          failed);
    }
    String retryAt = text(Instant.parse(finishedAt).plus(backoff(task.spec(), failures)));
    notes.add(
        new RunPlan.Note(
            true,
            end.reason(),
            task.name()
                + " failed in attempt "
                + attempt
                + " and is tried again: "
                + end.message()));
    return new TaskStatus(
        task.name(),
        TaskState.PENDING,
        attempt,
        before.neverStarted(),
        startedAt,
        finishedAt,
        end.reason(),
        Conditions.clip(end.message()),
        null,
        null,
        retryAt,
        failed);
  }

  private static Duration backoff(StepSpec spec, int failures) {
    Retry retry = spec.retry();
    Duration initial = Duration.ofSeconds(10);
    Duration max = Duration.ofMinutes(5);
    int factor = 2;
    if (retry != null && retry.backoff() != null) {
      initial = Durations.parse(retry.backoff().initial(), initial);
      max = Durations.parse(retry.backoff().max(), max.compareTo(initial) < 0 ? initial : max);
      factor = retry.backoff().factor() == null ? factor : retry.backoff().factor();
    }
    double seconds = initial.toSeconds() * Math.pow(factor, failures - 1.0);
    return seconds >= max.toSeconds() ? max : Duration.ofSeconds((long) seconds);
  }

  // --- what happens next

  private void advance() {
    boolean open = false;
    for (TaskStatus status : List.copyOf(tasks.values())) {
      Task task = task(status.name());
      if (!task.last()) {
        TaskStatus next = advance(task, status);
        tasks.put(task.name(), next);
        open |= !FINAL.contains(next.state());
      }
    }
    if (open) {
      return;
    }
    for (TaskStatus status : List.copyOf(tasks.values())) {
      Task task = task(status.name());
      if (task.last()) {
        tasks.put(task.name(), advance(task, status));
      }
    }
  }

  private TaskStatus advance(Task task, TaskStatus status) {
    if (status.state() != TaskState.PENDING) {
      return status;
    }
    boolean waits = false;
    for (String need : task.needs()) {
      TaskStatus before = tasks.get(need);
      if (before == null || (task.last() && !task(need).last())) {
        continue;
      }
      if (FINAL.contains(before.state()) && before.state() != TaskState.SUCCEEDED) {
        return skipped(task, before);
      }
      waits |= before.state() != TaskState.SUCCEEDED;
    }
    if (waits) {
      return status;
    }
    if (status.retryAt() != null && now.isBefore(Instant.parse(status.retryAt()))) {
      recheck(Instant.parse(status.retryAt()));
      return status;
    }
    Problem refusal = seen.refused().get(task.name());
    if (refusal != null) {
      notes.add(
          new RunPlan.Note(true, refusal.reason(), task.name() + " failed: " + refusal.message()));
      return explained(status, TaskState.FAILED, refusal);
    }
    Problem obstacle = seen.blocked().get(task.name());
    if (obstacle != null) {
      recheck(now.plus(BLOCKED_RECHECK));
      return explained(status, TaskState.PENDING, obstacle);
    }
    int attempt = (status.attempt() == null ? 0 : status.attempt()) + 1;
    start.add(new RunPlan.Start(task, attempt));
    return running(status, attempt, null, null, null);
  }

  private static TaskStatus skipped(Task task, TaskStatus before) {
    return new TaskStatus(
        task.name(),
        TaskState.SKIPPED,
        null,
        null,
        null,
        null,
        Reasons.UPSTREAM_FAILED,
        before.name() + " is " + before.state().name().toLowerCase(java.util.Locale.ROOT) + ".",
        null,
        null,
        null,
        List.of());
  }

  private TaskStatus explained(TaskStatus status, TaskState state, Problem problem) {
    return new TaskStatus(
        status.name(),
        state,
        status.attempt(),
        status.neverStarted(),
        status.startedAt(),
        state == TaskState.FAILED ? text(now) : status.finishedAt(),
        problem.reason(),
        Conditions.clip(problem.message()),
        null,
        null,
        status.retryAt(),
        status.failedAttempts());
  }

  private static TaskStatus running(
      TaskStatus before,
      int attempt,
      @Nullable String startedAt,
      @Nullable String reason,
      @Nullable String message) {
    return new TaskStatus(
        before.name(),
        TaskState.RUNNING,
        attempt,
        before.neverStarted(),
        startedAt,
        null,
        reason,
        message == null ? null : Conditions.clip(message),
        null,
        null,
        null,
        before.failedAttempts());
  }

  private void cancel() {
    for (TaskStatus status : List.copyOf(tasks.values())) {
      if (FINAL.contains(status.state())) {
        continue;
      }
      PodObservation pod = newest.get(status.name());
      if (pod != null && !pod.phase().isTerminal() && !seen.missing().contains(pod.name())) {
        if (!pod.deleting()) {
          stop.add(pod.name());
        }
        continue;
      }
      if (status.state() == TaskState.RUNNING
          && pod == null
          && confirm.contains(
              Attempt.podName(
                  runName, status.name(), status.attempt() == null ? 0 : status.attempt()))) {
        continue;
      }
      tasks.put(
          status.name(),
          new TaskStatus(
              status.name(),
              TaskState.CANCELLED,
              status.attempt(),
              status.neverStarted(),
              status.startedAt(),
              text(now),
              Reasons.CANCELLED,
              null,
              null,
              null,
              null,
              status.failedAttempts()));
    }
  }

  // --- the run as a whole

  private PipelineRunStatus status(
      @Nullable PipelineRunStatus before, @Nullable DesiredState desired) {
    int ended = 0;
    int running = 0;
    TaskStatus culprit = null;
    List<String> failed = new ArrayList<>();
    List<String> active = new ArrayList<>();
    boolean cancelled = false;
    Instant startedAt = null;
    for (TaskStatus task : tasks.values()) {
      ended += FINAL.contains(task.state()) ? 1 : 0;
      if (task.state() == TaskState.RUNNING) {
        running++;
        active.add(task.name());
      }
      if (task.state() == TaskState.FAILED) {
        culprit = culprit == null ? task : culprit;
        failed.add(task.name());
      }
      cancelled |= task.state() == TaskState.CANCELLED;
      PodObservation pod = newest.get(task.name());
      Instant created = pod == null ? null : pod.createdAt();
      startedAt =
          startedAt == null || (created != null && created.isBefore(startedAt))
              ? created
              : startedAt;
    }
    String firstStart =
        before != null && before.startedAt() != null
            ? before.startedAt()
            : startedAt == null ? (start.isEmpty() ? null : text(now)) : text(startedAt);
    boolean done = ended == tasks.size();
    Boolean value = !done ? null : culprit == null && !cancelled;
    String reason;
    String message;
    if (!done) {
      boolean suspended = desired == DesiredState.SUSPENDED;
      reason = suspended ? Reasons.SUSPENDED : Reasons.RUNNING;
      message =
          (desired == DesiredState.CANCELLED
                  ? "Cancelling. "
                  : suspended ? "Nothing new starts. " : "")
              + ended
              + " of "
              + tasks.size()
              + " tasks have ended"
              + (running == 0 ? "" : "; running: " + String.join(", ", active))
              + (failed.isEmpty() ? "" : "; failed: " + String.join(", ", failed))
              + waiting()
              + ".";
    } else if (culprit != null) {
      reason = Reasons.FAILED;
      message = culprit.name() + " failed (" + culprit.reason() + "): " + culprit.message();
    } else if (cancelled) {
      reason = Reasons.CANCELLED;
      message =
          seen.superseded()
              ? "A newer run of the pipeline has replaced this one."
              : "The run was cancelled.";
    } else {
      reason = Reasons.SUCCEEDED;
      message = "All " + tasks.size() + " tasks succeeded.";
    }
    String finishedAt = done ? text(now) : null;
    if (done) {
      notes.add(new RunPlan.Note(!Boolean.TRUE.equals(value), reason, message));
    }
    Duration took =
        firstStart == null ? Duration.ZERO : Duration.between(Instant.parse(firstStart), now);
    return new PipelineRunStatus(
        seen.run().getMetadata().getGeneration(),
        Conditions.set(
            before == null ? List.of() : before.conditions(),
            Conditions.SUCCEEDED,
            value,
            reason,
            message,
            seen.run().getMetadata().getGeneration(),
            now),
        seen.blueprint().subject(),
        date(seen.run().getSpec(), seen.run().getMetadata().getCreationTimestamp()),
        seen.blueprint().revision(),
        ended + "/" + tasks.size(),
        firstStart,
        finishedAt,
        Durations.format(took),
        List.copyOf(tasks.values()));
  }

  private String waiting() {
    StringBuilder text = new StringBuilder();
    for (TaskStatus task : tasks.values()) {
      if (task.message() != null && !FINAL.contains(task.state())) {
        text.append("; ").append(task.name()).append(": ").append(task.message());
      }
    }
    return text.length() > 400 ? text.substring(0, 400) + "…" : text.toString();
  }

  /** The logical date of a run. */
  static String date(PipelineRunSpec spec, String creationTimestamp) {
    return spec.date() != null ? spec.date() : creationTimestamp.substring(0, 10);
  }

  private static TaskStatus fresh(String name) {
    return new TaskStatus(
        name, TaskState.PENDING, null, null, null, null, null, null, null, null, null, List.of());
  }

  private void recheck(Instant at) {
    recheckAt = recheckAt == null || at.isBefore(recheckAt) ? at : recheckAt;
  }

  private static @Nullable String startedAt(PodObservation pod) {
    return pod.startedAt() == null ? null : text(pod.startedAt());
  }

  private String finishedAt(PodObservation pod) {
    return text(pod.finishedAt() == null ? now : pod.finishedAt());
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
