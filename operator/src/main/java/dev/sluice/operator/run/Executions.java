package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pod.Attempt;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.protocol.StepResult;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The newest execution of each step, gathered from the runs, for the status of the steps. */
public final class Executions {

  private final Map<String, Execution> newest = new ConcurrentHashMap<>();
  private final Signals signals;

  public Executions(Signals signals) {
    this.signals = signals;
  }

  /**
   * One task of one run that has ended.
   *
   * @param result what the runner reported; absent: its pod is gone, or left none
   */
  public record Execution(String run, String date, TaskStatus task, @Nullable StepResult result) {
    private String finishedAt() {
      return task.finishedAt() == null ? "" : task.finishedAt();
    }
  }

  /** The newest execution of a step, or null when none is known. */
  public @Nullable Execution of(String namespace, StepId step) {
    return newest.get(key(namespace, step));
  }

  /** Takes note of the tasks of a run that have ended. */
  void note(PipelineRun run, Blueprint blueprint, Map<String, PodObservation> pods) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getMetadata().getName();
    for (TaskStatus status : run.getStatus().tasks()) {
      Task task = blueprint.graph().tasks().get(status.name());
      boolean ended = status.state() == TaskState.SUCCEEDED || status.state() == TaskState.FAILED;
      if (task == null || !ended) {
        continue;
      }
      String key = key(namespace, task.step());
      Execution known = newest.get(key);
      String finishedAt = status.finishedAt() == null ? "" : status.finishedAt();
      boolean isNewer =
          known == null
              || finishedAt.compareTo(known.finishedAt()) > 0
              || (finishedAt.equals(known.finishedAt()) && name.compareTo(known.run()) > 0);
      if (!isNewer) {
        continue;
      }
      int attempt = status.attempt() == null ? 0 : status.attempt();
      PodObservation pod = pods.get(Attempt.podName(name, status.name(), attempt));
      newest.put(
          key,
          new Execution(
              name,
              run.getStatus().date() == null ? "" : run.getStatus().date(),
              status,
              pod == null ? null : TaskEnd.result(pod.message())));
      signals.wake(task.step().kind().resourceType(), namespace, task.step().name());
    }
  }

  private static String key(String namespace, StepId step) {
    return namespace + "/" + step.kind() + "/" + step.name();
  }
}
