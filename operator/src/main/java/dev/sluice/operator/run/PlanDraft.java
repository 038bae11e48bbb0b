package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.operator.graph.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan while it is being made. */
final class PlanDraft {

  private final List<RunPlan.Start> start = new ArrayList<>();
  private final List<String> stop = new ArrayList<>();
  private final List<String> confirm = new ArrayList<>();
  private final List<RunPlan.Note> notes = new ArrayList<>();
  private final Map<String, RunPlan.Note> failures = new LinkedHashMap<>();
  private @Nullable Instant recheckAt;

  void start(Task task, int attempt) {
    start.add(new RunPlan.Start(task, attempt));
  }

  void stop(String pod) {
    stop.add(pod);
  }

  void confirm(String pod) {
    confirm.add(pod);
  }

  boolean isConfirming(String pod) {
    return confirm.contains(pod);
  }

  void note(boolean warning, String reason, String message) {
    notes.add(new RunPlan.Note(warning, reason, message));
  }

  /** People are told that a task has failed for good. */
  void failed(String task, String reason, String message) {
    failures.put(task, new RunPlan.Note(true, reason, task + " failed: " + message));
  }

  /** What is said of the run as a whole names this failure already. */
  void isNamed(String task) {
    failures.remove(task);
  }

  void recheck(Instant at) {
    recheckAt = recheckAt == null || at.isBefore(recheckAt) ? at : recheckAt;
  }

  boolean startsSomething() {
    return !start.isEmpty();
  }

  RunPlan with(PipelineRunStatus status) {
    List<RunPlan.Note> all = new ArrayList<>(failures.values());
    all.addAll(notes);
    return new RunPlan(start, stop, confirm, status, recheckAt, all);
  }
}
