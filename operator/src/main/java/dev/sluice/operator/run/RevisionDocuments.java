package dev.sluice.operator.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineSpec;
import dev.sluice.api.v1alpha1.StepReference;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.operator.graph.GraphBuilder;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Owners;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.operator.pod.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * ControllerRevisions: one for each changed spec of a step, and one for a pipeline, or a step that
 * runs alone, which names those of its steps.
 */
final class RevisionDocuments {

  private static final int MAX_ATTEMPTS = 3;

  private final KubeApi api;

  RevisionDocuments(KubeApi api) {
    this.api = api;
  }

  /** A revision is not there any more. */
  static final class Missing extends RuntimeException {
    Missing(String name) {
      super(name);
    }
  }

  /** Writes all revisions of a draft, its own one last, unless they are there. */
  void write(Drafts.Draft draft) {
    draft
        .steps()
        .values()
        .forEach(
            step -> {
              ObjectNode document = Revisions.object();
              document.set("spec", Revisions.tree(step.pinned().spec()));
              write(step.step(), step.pinned().revision(), document);
            });
    write(draft.owner(), draft.blueprint().revision(), draft.document());
  }

  private void write(HasMetadata owner, String name, JsonNode document) {
    ControllerRevision revision =
        new ControllerRevisionBuilder()
            .withNewMetadata()
            .withNamespace(owner.getMetadata().getNamespace())
            .withName(name)
            .addToLabels(Labels.MANAGED_BY, Labels.SLUICE)
            .withOwnerReferences(Owners.controller(owner))
            .endMetadata()
            .withData(document)
            .withRevision(1L)
            .build();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      KubeApi.Answer<ControllerRevision> answer = api.create(revision, ControllerRevision.class);
      if (answer.isOk() || (answer.code() == 409 && isOwned(revision))) {
        return;
      }
      if (answer.code() != 409) {
        throw new KubernetesClientException(answer.message(), answer.code(), null);
      }
    }
    throw new KubernetesClientException("ControllerRevision " + name + " is being replaced");
  }

  /** One whose owner was deleted, and made again with the same spec, is about to be collected. */
  private boolean isOwned(ControllerRevision wanted) {
    KubeApi.Answer<ControllerRevision> there =
        api.get(
            ControllerRevision.class,
            wanted.getMetadata().getNamespace(),
            wanted.getMetadata().getName());
    if (there.code() == 404) {
      return false;
    }
    if (there.get().getMetadata().getOwnerReferences().stream()
        .anyMatch(wanted.getMetadata().getOwnerReferences()::contains)) {
      return true;
    }
    api.delete(there.get());
    return false;
  }

  private JsonNode document(String namespace, String name) {
    KubeApi.Answer<ControllerRevision> answer = api.get(ControllerRevision.class, namespace, name);
    if (answer.code() == 404) {
      throw new Missing(name);
    }
    return Revisions.tree(answer.get().getData());
  }

  /**
   * Reads what a run has pinned.
   *
   * @throws Missing naming the revision that is gone
   */
  Blueprint read(String namespace, PipelineRunSpec run, String revision) {
    JsonNode document = document(namespace, revision);
    Map<StepId, GraphBuilder.Pinned> pins = new TreeMap<>();
    Set<String> variables = new TreeSet<>();
    for (Map.Entry<String, JsonNode> entry : document.get("steps").properties()) {
      StepId step = stepId(entry.getKey());
      JsonNode tree = document(namespace, entry.getValue().asText()).get("spec");
      variables.addAll(Variables.in(tree));
      StepSpec spec = Revisions.spec(tree, step.kind().specType());
      pins.put(
          step,
          new GraphBuilder.Pinned(spec, entry.getValue().asText(), Variables.isTemplate(tree)));
    }
    PipelineSpec pipeline =
        document.has("spec") ? Revisions.spec(document.get("spec"), PipelineSpec.class) : null;
    GraphBuilder.Result result =
        pipeline != null
            ? GraphBuilder.build(pipeline, pins::get)
            : GraphBuilder.build(StepId.of(step(run)), pins::get);
    if (result.graph() == null) {
      throw new IllegalStateException("A pinned graph is valid: " + result.problems());
    }
    return new Blueprint(
        revision,
        pipeline != null ? String.valueOf(run.pipeline()) : document.get("step").asText(),
        result.graph(),
        pipeline == null ? List.of() : pipeline.params(),
        pipeline == null ? null : pipeline.reportStore(),
        variables);
  }

  static StepReference step(PipelineRunSpec run) {
    if (run.step() == null) {
      throw new IllegalStateException("The schema refuses a run of nothing.");
    }
    return run.step();
  }

  private static StepId stepId(String text) {
    int slash = text.indexOf('/');
    for (StepKind kind : StepKind.values()) {
      if (kind.field().equals(text.substring(0, slash))) {
        return new StepId(kind, text.substring(slash + 1));
      }
    }
    throw new IllegalArgumentException(text);
  }
}
