package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.pod.PodObservation;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * All that a decision about a run depends on.
 *
 * @param run the run with its newest known status
 * @param blueprint what it executes
 * @param pods its pods, by name
 * @param missing names of pods of which the API server has just said that they do not exist
 * @param blocked tasks that cannot start now, and why; they are tried again later
 * @param refused tasks whose pod will never be accepted, and why
 * @param superseded whether a newer run of the pipeline replaces this one
 * @param now the time
 */
public record RunObservation(
    PipelineRun run,
    Blueprint blueprint,
    Map<String, PodObservation> pods,
    Set<String> missing,
    Map<String, Problem> blocked,
    Map<String, Problem> refused,
    boolean superseded,
    Instant now) {

  public RunObservation {
    pods = Map.copyOf(pods);
    missing = Set.copyOf(missing);
    blocked = Map.copyOf(blocked);
    refused = Map.copyOf(refused);
  }
}
