package dev.sluice.operator.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Revisions;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the ControllerRevisions that no run names any more, but for those of the specs as they
 * are now. Only when runs are gone can there be any.
 */
public final class RevisionHistory {

  /** Runs go in crowds; one look is for all of them. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Catalog catalog;
  private final KubeApi api;
  private final Blueprints blueprints;
  private final Clock clock;
  private final Map<String, Instant> due = new ConcurrentHashMap<>();

  public RevisionHistory(Catalog catalog, KubeApi api, Blueprints blueprints, Clock clock) {
    this.catalog = catalog;
    this.api = api;
    this.blueprints = blueprints;
    this.clock = clock;
  }

  /** Takes note that a run is gone, and with it the need for what it had pinned. */
  void runGone(PipelineRun run) {
    due.putIfAbsent(run.getMetadata().getNamespace(), clock.instant().plus(PAUSE));
  }

  /**
   * Deletes what is not needed in a namespace, when it is time to.
   *
   * @return how long to wait before calling again; zero: not because of this
   */
  public Duration prune(String namespace) {
    Instant at = due.get(namespace);
    if (at == null) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    if (now.isBefore(at)) {
      return Duration.between(now, at).plusMillis(1);
    }
    boolean done = blueprints.whileNothingIsPinned(() -> pruneNow(namespace));
    if (!done) {
      due.put(namespace, now.plus(PAUSE));
      return PAUSE;
    }
    due.remove(namespace, at);
    return Duration.ZERO;
  }

  /** Not while a run has pinned something that only its pods know. */
  private boolean pruneNow(String namespace) {
    List<PipelineRun> runs = catalog.runs(namespace).toList();
    boolean isClear = runs.stream().allMatch(run -> RunQueue.isFinal(run) || revision(run) != null);
    if (!isClear) {
      return false;
    }
    Set<String> needed = new HashSet<>();
    Stream.of(
            runs.stream().map(RevisionHistory::revision),
            catalog.list(Pipeline.class, namespace).map(RevisionHistory::revision),
            Stream.of(StepKind.values())
                .flatMap(kind -> catalog.list(kind.resourceType(), namespace))
                .map(RevisionHistory::revision))
        .flatMap(names -> names)
        .filter(Objects::nonNull)
        .forEach(needed::add);
    List<ControllerRevision> all = api.revisions(namespace);
    for (ControllerRevision revision : all) {
      if (needed.contains(revision.getMetadata().getName())) {
        JsonNode steps = Revisions.tree(revision.getData()).path("steps");
        steps.forEach(name -> needed.add(name.asText()));
      }
    }
    for (ControllerRevision revision : all) {
      String name = revision.getMetadata().getName();
      if (!needed.contains(name)) {
        blueprints.forget(namespace, name);
        api.delete(revision);
      }
    }
    return true;
  }

  private static @Nullable String revision(Pipeline pipeline) {
    return pipeline.getStatus() == null ? null : pipeline.getStatus().revision();
  }

  private static @Nullable String revision(CustomResource<? extends StepSpec, StepStatus> step) {
    return step.getStatus() == null ? null : step.getStatus().revision();
  }

  private static @Nullable String revision(PipelineRun run) {
    return run.getStatus() == null ? null : run.getStatus().revision();
  }
}
