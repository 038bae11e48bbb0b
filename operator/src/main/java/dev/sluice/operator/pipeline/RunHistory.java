package dev.sluice.operator.pipeline;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.pod.Labels;
import dev.sluice.operator.run.RunQueue;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes ended runs of one pipeline or step beyond a limit: those that the operator made, never
 * those of users.
 */
public final class RunHistory {

  private static final int DEFAULT_LIMIT = 10;

  /** Runs in the order in which they were made. */
  static final Comparator<PipelineRun> BY_AGE =
      Comparator.comparing((PipelineRun run) -> run.getMetadata().getCreationTimestamp())
          .thenComparing(run -> run.getMetadata().getName());

  private final KubeApi api;

  public RunHistory(KubeApi api) {
    this.api = api;
  }

  /**
   * Keeps the newest runs.
   *
   * @param succeeded how many that succeeded; absent: 10
   * @param failed how many that did not; absent: 10
   */
  public void prune(List<PipelineRun> runs, @Nullable Integer succeeded, @Nullable Integer failed) {
    List<PipelineRun> ended = runs.stream().filter(RunHistory::isOurs).toList();
    prune(ended.stream().filter(RunHistory::isGood).toList(), succeeded);
    prune(ended.stream().filter(run -> !isGood(run)).toList(), failed);
  }

  private void prune(List<PipelineRun> runs, @Nullable Integer limit) {
    int kept = limit == null ? DEFAULT_LIMIT : limit;
    if (runs.size() > kept) {
      runs.stream().sorted(BY_AGE.reversed()).skip(kept).forEach(api::delete);
    }
  }

  private static boolean isOurs(PipelineRun run) {
    return run.getMetadata().getLabels() != null
        && Labels.SLUICE.equals(run.getMetadata().getLabels().get(Labels.MANAGED_BY))
        && RunQueue.isFinal(run);
  }

  private static boolean isGood(PipelineRun run) {
    return Conditions.isTrue(run.getStatus().conditions(), Conditions.SUCCEEDED);
  }
}
