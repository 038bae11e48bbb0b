package dev.sluice.operator.pipeline;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.StepReference;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Owners;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.operator.pod.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes runs on behalf of definitions, under names that are the same for the same cause. */
public final class RunTrigger {

  private final KubeApi api;
  private final Clock clock;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  public RunTrigger(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  private record Seen(String revision, Instant since) {}

  /** Since when a definition has had this revision, as far as this process knows. */
  public Instant unchangedSince(HasMetadata definition, String revision) {
    return seen.compute(
            definition.getMetadata().getUid(),
            (uid, known) ->
                known != null && known.revision().equals(revision)
                    ? known
                    : new Seen(revision, clock.instant()))
        .since();
  }

  /** Forgets a definition that is gone. */
  public void forget(HasMetadata definition) {
    seen.remove(definition.getMetadata().getUid());
  }

  /** Makes the run of a changed step. */
  public void run(HasMetadata step, String revision, StepReference reference) {
    String name = name(step, revision, step.getMetadata().getGeneration());
    create(step, name, null, reference, null);
  }

  /**
   * Makes the run of a changed pipeline.
   *
   * @param generations sum of the generations of the pipeline and of all steps that it pins
   */
  void run(HasMetadata pipeline, String revision, long generations) {
    String name = name(pipeline, revision, generations);
    create(pipeline, name, pipeline.getMetadata().getName(), null, null);
  }

  /** Makes the run of a tick of a schedule. */
  void run(HasMetadata pipeline, String suffix, Instant tick, String date) {
    String name = Revisions.name(pipeline.getMetadata().getName() + "-" + suffix);
    create(pipeline, name, pipeline.getMetadata().getName(), null, date);
  }

  /**
   * Generations only grow, so that going back to an older spec is a change, too; and a definition
   * that is deleted and made again is another one.
   */
  private static String name(HasMetadata owner, String revision, long generations) {
    String cause = owner.getMetadata().getUid() + "/" + revision + "/" + generations;
    return Revisions.name(owner.getMetadata().getName() + "-" + Revisions.hash(cause));
  }

  private void create(
      HasMetadata owner,
      String name,
      @Nullable String pipeline,
      @Nullable StepReference step,
      @Nullable String date) {
    PipelineRun run = new PipelineRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(owner.getMetadata().getNamespace())
            .withName(name)
            .addToLabels(Labels.MANAGED_BY, Labels.SLUICE)
            .withOwnerReferences(Owners.controller(owner))
            .build());
    run.setSpec(new PipelineRunSpec(pipeline, step, date, List.of(), List.of(), null));
    KubeApi.Answer<PipelineRun> answer = api.create(run, PipelineRun.class);
    if (!answer.isOk() && answer.code() != 409) {
      throw new KubernetesClientException(answer.message(), answer.code(), null);
    }
  }
}
