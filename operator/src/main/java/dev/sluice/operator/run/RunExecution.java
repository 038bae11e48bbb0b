package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pod.PodObservation;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans and acts until the plan describes what is the case. */
final class RunExecution {

  /** A plan is made anew when acting on it taught something; more often than this it waits. */
  private static final int MAX_ROUNDS = 6;

  private final PodCache pods;
  private final Signals signals;
  private final RunMetrics metrics;
  private final Clock clock;
  private final RunActor actor;

  RunExecution(PipelineRunReconciler.Tools tools) {
    this.pods = tools.pods();
    this.signals = tools.signals();
    this.metrics = tools.metrics();
    this.clock = tools.clock();
    this.actor =
        new RunActor(tools.api(), tools.pods(), tools.factory(), tools.slots(), tools.catalog());
  }

  /** Goes on with a run, or returns null when the world moves too fast and it must try again. */
  @Nullable RunPlan advance(PipelineRun run, Blueprint blueprint, boolean superseded) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getMetadata().getName();
    Runnable wake = () -> signals.wake(PipelineRun.class, namespace, name);
    Set<String> missing = new HashSet<>();
    Map<String, Problem> blocked = new HashMap<>();
    Map<String, Problem> refused = new HashMap<>();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      RunPlan plan =
          RunPlanner.plan(
              new RunObservation(
                  run,
                  blueprint,
                  pods.of(run.getMetadata().getUid()),
                  missing,
                  blocked,
                  refused,
                  superseded,
                  clock.instant()));
      RunActor.Outcome outcome = actor.act(run, blueprint, plan, wake);
      metrics.started(plan.start().size() - outcome.blocked().size() - outcome.refused().size());
      if (!outcome.changesThePlan()) {
        return plan;
      }
      missing.addAll(outcome.missing());
      blocked.putAll(outcome.blocked());
      refused.putAll(outcome.refused());
    }
    return null;
  }

  /** Stops the pods of a run that cannot go on; whether none of them runs any more. */
  boolean isStopped(PipelineRun run) {
    List<PodObservation> open =
        pods.of(run.getMetadata().getUid()).values().stream()
            .filter(pod -> !pod.phase().isTerminal())
            .toList();
    open.stream().filter(pod -> !pod.deleting()).forEach(actor::stop);
    return open.isEmpty();
  }
}
