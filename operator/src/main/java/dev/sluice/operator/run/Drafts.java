package dev.sluice.operator.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineSpec;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.GraphBuilder;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Revisions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What pipelines and steps would execute as they are now, made anew only when one has changed. */
final class Drafts {

  private static final int REMEMBERED = 500;

  private final Catalog catalog;
  private final StepRevisions revisions;
  private final Recent<Draft> known = new Recent<>(REMEMBERED);

  Drafts(Catalog catalog, StepRevisions revisions) {
    this.catalog = catalog;
    this.revisions = revisions;
  }

  /**
   * A blueprint and what it follows from.
   *
   * @param owner the pipeline or step that is run
   * @param steps the steps whose specs it holds
   * @param document content of its own revision
   */
  record Draft(
      Blueprint blueprint,
      HasMetadata owner,
      Map<StepId, StepRevisions.Revision> steps,
      ObjectNode document) {

    /** UIDs of all that own its revisions. */
    Set<String> owners() {
      Set<String> uids = new HashSet<>();
      uids.add(owner.getMetadata().getUid());
      steps.values().forEach(step -> uids.add(step.step().getMetadata().getUid()));
      return uids;
    }
  }

  /** A draft, or why there is none: exactly one is there. */
  record Result(@Nullable Draft draft, List<Problem> problems) {
    private static Result failed(String message) {
      return new Result(null, List.of(new Problem(Reasons.NOT_READY, message)));
    }
  }

  /** Of the pipeline of this name. */
  Result ofPipeline(String namespace, String name) {
    Pipeline pipeline = catalog.pipeline(namespace, name);
    if (pipeline == null) {
      return Result.failed(
          "Pipeline "
              + name
              + " does not exist in this namespace: apply it, or correct spec.pipeline in a new"
              + " PipelineRun.");
    }
    return of(pipeline);
  }

  /** Of a pipeline. */
  Result of(Pipeline pipeline) {
    Draft draft = unchanged(pipeline);
    if (draft != null) {
      return new Result(draft, List.of());
    }
    String namespace = pipeline.getMetadata().getNamespace();
    Map<StepId, StepRevisions.Revision> steps = new TreeMap<>();
    GraphBuilder.Result result =
        GraphBuilder.build(pipeline.getSpec(), step -> pin(namespace, step, steps));
    ObjectNode document = Revisions.object();
    document.set("spec", Revisions.tree(pipeline.getSpec()));
    return finish(
        pipeline,
        "pl",
        pipeline.getMetadata().getName(),
        document,
        steps,
        result,
        pipeline.getSpec());
  }

  /** Of a step that runs alone. */
  Result of(String namespace, StepId step) {
    CustomResource<? extends StepSpec, StepStatus> owner = catalog.step(namespace, step);
    if (owner == null) {
      return Result.failed(
          step
              + " does not exist in this namespace: apply it, or correct spec.step in a new"
              + " PipelineRun.");
    }
    Draft draft = unchanged(owner);
    if (draft != null) {
      return new Result(draft, List.of());
    }
    Map<StepId, StepRevisions.Revision> steps = new TreeMap<>();
    GraphBuilder.Result result = GraphBuilder.build(step, s -> pin(namespace, s, steps));
    String subject = step.kind().field() + "/" + step.name();
    ObjectNode document = Revisions.object();
    document.put("step", subject);
    return finish(owner, "run-" + step.kind().shortName(), subject, document, steps, result, null);
  }

  /** A draft depends on its owner and on the specs that it pins, and on nothing else. */
  private @Nullable Draft unchanged(HasMetadata owner) {
    Draft draft = known.get(owner.getMetadata().getUid());
    boolean isSame =
        draft != null
            && Objects.equals(
                draft.owner().getMetadata().getGeneration(), owner.getMetadata().getGeneration())
            && draft.steps().entrySet().stream()
                .allMatch(
                    step -> {
                      CustomResource<? extends StepSpec, StepStatus> now =
                          present(owner.getMetadata().getNamespace(), step.getKey());
                      return now != null && step.getValue().isOf(now);
                    });
    return isSame ? draft : null;
  }

  private @Nullable CustomResource<? extends StepSpec, StepStatus> present(
      String namespace, StepId step) {
    CustomResource<? extends StepSpec, StepStatus> resource = catalog.step(namespace, step);
    return resource == null || resource.getMetadata().getDeletionTimestamp() != null
        ? null
        : resource;
  }

  private GraphBuilder.@Nullable Pinned pin(
      String namespace, StepId step, Map<StepId, StepRevisions.Revision> steps) {
    StepRevisions.Revision revision = steps.get(step);
    if (revision == null) {
      CustomResource<? extends StepSpec, StepStatus> resource = present(namespace, step);
      if (resource == null) {
        return null;
      }
      revision = revisions.of(step, resource);
      steps.put(step, revision);
    }
    return revision.pinned();
  }

  private Result finish(
      HasMetadata owner,
      String prefix,
      String subject,
      ObjectNode document,
      Map<StepId, StepRevisions.Revision> steps,
      GraphBuilder.Result result,
      @Nullable PipelineSpec pipeline) {
    if (result.graph() == null) {
      return new Result(null, result.problems());
    }
    ObjectNode names = document.putObject("steps");
    Set<String> variables = new TreeSet<>();
    steps.forEach(
        (step, revision) -> {
          names.put(step.kind().field() + "/" + step.name(), revision.pinned().revision());
          variables.addAll(revision.variables());
        });
    String name =
        Revisions.name(
            prefix + "-" + owner.getMetadata().getName() + "-" + Revisions.hash(document));
    Blueprint blueprint =
        new Blueprint(
            name,
            subject,
            result.graph(),
            pipeline == null ? List.of() : pipeline.params(),
            pipeline == null ? null : pipeline.reportStore(),
            variables);
    Draft draft = new Draft(blueprint, owner, steps, document);
    known.put(owner.getMetadata().getUid(), draft);
    return new Result(draft, List.of());
  }
}
