package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.ConcurrencyPolicy;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.Signals;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the runs of one pipeline mean to each other, by its {@code spec.concurrencyPolicy}. */
public final class RunQueue {

  /** Runs in the order in which they were made. */
  private static final Comparator<PipelineRun> BY_AGE =
      Comparator.comparing((PipelineRun run) -> run.getMetadata().getCreationTimestamp())
          .thenComparing(run -> run.getMetadata().getName());

  private final Catalog catalog;
  private final PodCache pods;
  private final Signals signals;
  private final Set<String> admitted = new HashSet<>();

  RunQueue(Catalog catalog, PodCache pods, Signals signals) {
    this.catalog = catalog;
    this.pods = pods;
    this.signals = signals;
  }

  /** Whether a run has ended. */
  public static boolean isFinal(PipelineRun run) {
    return run.getStatus() != null
        && Conditions.find(run.getStatus().conditions(), Conditions.SUCCEEDED)
            .filter(condition -> !"Unknown".equals(condition.getStatus()))
            .isPresent();
  }

  /** Lets a run start, or says for which one it has to wait. */
  synchronized @Nullable String admit(PipelineRun run) {
    if (policy(run) == ConcurrencyPolicy.ALLOW) {
      return null;
    }
    String first =
        siblings(run)
            .filter(other -> !isFinal(other))
            .filter(other -> hasStarted(other) || BY_AGE.compare(other, run) < 0)
            .min(BY_AGE)
            .map(other -> other.getMetadata().getName())
            .orElse(null);
    if (first == null) {
      admitted.add(run.getMetadata().getUid());
    }
    return first;
  }

  private synchronized void leave(PipelineRun run) {
    admitted.remove(run.getMetadata().getUid());
  }

  /** Its age alone does not tell: of runs made in the same second, any may have come first. */
  private boolean hasStarted(PipelineRun run) {
    String uid = run.getMetadata().getUid();
    return admitted.contains(uid)
        || (run.getStatus() != null && run.getStatus().revision() != null)
        || !pods.of(uid).isEmpty();
  }

  /** Whether a newer run takes the place of this one. */
  boolean isSuperseded(PipelineRun run) {
    return policy(run) == ConcurrencyPolicy.REPLACE
        && siblings(run).anyMatch(other -> BY_AGE.compare(run, other) < 0);
  }

  /** Has those runs look again that a new run takes the place of. */
  void wakeReplaced(PipelineRun run) {
    if (policy(run) == ConcurrencyPolicy.REPLACE) {
      wakeSiblings(run);
    }
  }

  /**
   * Tells the runs behind this one, and the pipeline whose history it belongs to, that it ended, or
   * is gone.
   */
  void wakeOthers(PipelineRun run) {
    leave(run);
    if (run.getSpec().step() != null) {
      StepId step = StepId.of(run.getSpec().step());
      signals.wake(step.kind().resourceType(), run.getMetadata().getNamespace(), step.name());
    }
    if (run.getSpec().pipeline() == null) {
      return;
    }
    signals.wake(Pipeline.class, run.getMetadata().getNamespace(), run.getSpec().pipeline());
    if (policy(run) != ConcurrencyPolicy.ALLOW) {
      wakeSiblings(run);
    }
  }

  private void wakeSiblings(PipelineRun run) {
    siblings(run)
        .filter(other -> !isFinal(other))
        .forEach(
            other ->
                signals.wake(
                    PipelineRun.class,
                    other.getMetadata().getNamespace(),
                    other.getMetadata().getName()));
  }

  private ConcurrencyPolicy policy(PipelineRun run) {
    String name = run.getSpec().pipeline();
    if (name == null) {
      return ConcurrencyPolicy.ALLOW;
    }
    Pipeline pipeline = catalog.pipeline(run.getMetadata().getNamespace(), name);
    if (pipeline == null || pipeline.getSpec().concurrencyPolicy() == null) {
      return ConcurrencyPolicy.QUEUE;
    }
    return pipeline.getSpec().concurrencyPolicy();
  }

  private Stream<PipelineRun> siblings(PipelineRun run) {
    return catalog
        .runs(run.getMetadata().getNamespace())
        .filter(other -> Objects.equals(other.getSpec().pipeline(), run.getSpec().pipeline()))
        .filter(other -> !other.getMetadata().getUid().equals(run.getMetadata().getUid()));
  }
}
