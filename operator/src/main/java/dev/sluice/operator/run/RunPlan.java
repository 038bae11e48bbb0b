package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.operator.graph.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an observation.
 *
 * @param start attempts whose pods are to be made
 * @param stop names of pods that are to be deleted
 * @param confirm names of pods that should exist but were not seen: ask the API server
 * @param status the status that describes all this
 * @param recheckAt when to look again although nothing happens; absent: never
 * @param notes what people are told as Events
 */
public record RunPlan(
    List<Start> start,
    List<String> stop,
    List<String> confirm,
    PipelineRunStatus status,
    @Nullable Instant recheckAt,
    List<Note> notes) {

  public RunPlan {
    start = List.copyOf(start);
    stop = List.copyOf(stop);
    confirm = List.copyOf(confirm);
    notes = List.copyOf(notes);
  }

  /** An attempt whose pod is to be made. */
  public record Start(Task task, int attempt) {}

  /** An Event. */
  public record Note(boolean warning, String reason, String message) {}
}
