package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.operator.graph.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan while it is being made. */
final class PlanDraft {

  private final List<RunPlan.Start> start = new ArrayList<>();
  private final List<String> stop = new ArrayList<>();
  private final List<String> confirm = new ArrayList<>();
  private final List<RunPlan.Note> notes = new ArrayList<>();
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

  void recheck(Instant at) {
    recheckAt = recheckAt == null || at.isBefore(recheckAt) ? at : recheckAt;
  }

  boolean startsSomething() {
    return !start.isEmpty();
  }

  RunPlan with(PipelineRunStatus status) {
    return new RunPlan(start, stop, confirm, status, recheckAt, notes);
  }
}
