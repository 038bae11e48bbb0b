package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.graph.Graph;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.kube.Revisions;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of one task, as far as its pod depends on it.
 *
 * @param owner the run, as owner of the pod
 * @param runCreatedAt when the run was made, by the clock of the API server
 * @param graph the graph of the run, for the steps that the task reads
 * @param values of the variables
 * @param reportStore where reports go when the step touches no store; absent: nowhere
 * @param number of the attempt, from 1
 * @param revision what the run pinned
 * @param subject what is run: the name of a pipeline, or {@code kind/name} of a step
 * @param ended how the tasks of the run ended, for one that tells of it
 */
public record Attempt(
    String namespace,
    OwnerReference owner,
    Instant runCreatedAt,
    String date,
    Graph graph,
    Task task,
    Map<String, String> values,
    @Nullable String reportStore,
    int number,
    String revision,
    String subject,
    List<TaskStatus> ended) {

  public Attempt {
    ended = List.copyOf(ended);
    values = Map.copyOf(values);
  }

  /** Name of the pod; the same attempt has the same name for ever. */
  public String podName() {
    return podName(owner.getName(), task.name(), number);
  }

  /** Name of the pod of an attempt. */
  public static String podName(String run, String task, int attempt) {
    return Revisions.name(run + "-" + task + "-" + attempt);
  }

  /**
   * The newer the run, the higher; within a run, the newer the attempt. Runs that were made in the
   * same second are told apart by their UID.
   */
  long fencingToken() {
    return runCreatedAt.getEpochSecond() * 1000 + number;
  }

  StepSpec spec() {
    return task.spec();
  }
}
