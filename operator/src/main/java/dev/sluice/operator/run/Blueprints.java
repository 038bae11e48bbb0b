package dev.sluice.operator.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineSpec;
import dev.sluice.api.v1alpha1.StepReference;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.GraphBuilder;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.operator.pod.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pins what runs execute.
 *
 * <p>Each changed spec becomes a ControllerRevision, named by its content and owned by its step, as
 * StatefulSets do it. A pipeline's revision lists those of its steps; the run and its pods carry
 * the name of that one revision only.
 */
public final class Blueprints {

  private static final int REMEMBERED = 500;

  private final Catalog catalog;
  private final KubeApi api;
  private final Map<String, Blueprint> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Blueprint> eldest) {
          return size() > REMEMBERED;
        }
      };

  public Blueprints(Catalog catalog, KubeApi api) {
    this.catalog = catalog;
    this.api = api;
  }

  /** A blueprint, or why there is none: exactly one is there. */
  public record Result(@Nullable Blueprint blueprint, List<Problem> problems) {
    static Result failed(String reason, String message) {
      return new Result(null, List.of(new Problem(reason, message)));
    }
  }

  /** A pipeline or step as it is now, and the documents that would pin it. */
  private record Draft(Blueprint blueprint, List<ControllerRevision> revisions) {}

  /** What a run would execute now; the revisions are written, unless they are there. */
  public Result pin(String namespace, PipelineRunSpec run) {
    List<Problem> problems = new ArrayList<>();
    Draft draft =
        run.pipeline() != null
            ? draft(namespace, run.pipeline(), problems)
            : draft(namespace, StepId.of(step(run)), problems);
    if (draft == null) {
      return new Result(null, problems);
    }
    if (known(namespace, draft.blueprint().revision()) == null) {
      draft.revisions().forEach(this::write);
      remember(namespace, draft.blueprint());
    }
    return new Result(draft.blueprint(), List.of());
  }

  /** What a pipeline would execute now, without writing anything. */
  public Result preview(Pipeline pipeline) {
    List<Problem> problems = new ArrayList<>();
    Draft draft = draft(pipeline, problems);
    return new Result(draft == null ? null : draft.blueprint(), problems);
  }

  /** What a step would execute now, were it run alone, without writing anything. */
  public Result preview(String namespace, StepId step) {
    List<Problem> problems = new ArrayList<>();
    Draft draft = draft(namespace, step, problems);
    return new Result(draft == null ? null : draft.blueprint(), problems);
  }

  /** What a run has pinned. */
  public Result load(String namespace, PipelineRunSpec run, String revision) {
    Blueprint blueprint = known(namespace, revision);
    if (blueprint != null) {
      return new Result(blueprint, List.of());
    }
    try {
      blueprint = read(namespace, run, revision);
    } catch (Missing e) {
      return Result.failed(
          Reasons.NOT_READY,
          "ControllerRevision "
              + e.getMessage()
              + ", which this run has pinned, was deleted:"
              + " make a new PipelineRun.");
    }
    remember(namespace, blueprint);
    return new Result(blueprint, List.of());
  }

  private static StepReference step(PipelineRunSpec run) {
    if (run.step() == null) {
      throw new IllegalStateException("The schema refuses a run of nothing.");
    }
    return run.step();
  }

  private @Nullable Draft draft(String namespace, String name, List<Problem> problems) {
    Pipeline pipeline = catalog.pipeline(namespace, name);
    if (pipeline == null) {
      problems.add(
          new Problem(
              Reasons.NOT_READY,
              "Pipeline "
                  + name
                  + " does not exist in this namespace: apply it, or correct"
                  + " spec.pipeline in a new PipelineRun."));
      return null;
    }
    return draft(pipeline, problems);
  }

  private @Nullable Draft draft(Pipeline pipeline, List<Problem> problems) {
    String namespace = pipeline.getMetadata().getNamespace();
    Map<StepId, Pin> pins = new TreeMap<>();
    GraphBuilder.Result result =
        GraphBuilder.build(pipeline.getSpec(), step -> pin(namespace, step, pins));
    if (result.graph() == null) {
      problems.addAll(result.problems());
      return null;
    }
    ObjectNode data = Revisions.object();
    data.set("spec", Revisions.tree(pipeline.getSpec()));
    return finish(
        pipeline, "pl", pipeline.getMetadata().getName(), data, pins, result, pipeline.getSpec());
  }

  private @Nullable Draft draft(String namespace, StepId step, List<Problem> problems) {
    CustomResource<? extends StepSpec, StepStatus> owner = catalog.step(namespace, step);
    if (owner == null) {
      problems.add(
          new Problem(
              Reasons.NOT_READY,
              step
                  + " does not exist in this namespace: apply it, or correct spec.step in a new"
                  + " PipelineRun."));
      return null;
    }
    Map<StepId, Pin> pins = new TreeMap<>();
    GraphBuilder.Result result = GraphBuilder.build(step, s -> pin(namespace, s, pins));
    if (result.graph() == null) {
      problems.addAll(result.problems());
      return null;
    }
    ObjectNode data = Revisions.object();
    data.put("step", step.kind().field() + "/" + step.name());
    return finish(
        owner,
        "run-" + step.kind().shortName(),
        step.kind().field() + "/" + step.name(),
        data,
        pins,
        result,
        null);
  }

  private record Pin(HasMetadata owner, GraphBuilder.Pinned pinned, JsonNode tree) {}

  private GraphBuilder.@Nullable Pinned pin(String namespace, StepId step, Map<StepId, Pin> pins) {
    Pin pin = pins.get(step);
    if (pin != null) {
      return pin.pinned();
    }
    CustomResource<? extends StepSpec, StepStatus> resource = catalog.step(namespace, step);
    if (resource == null || resource.getMetadata().getDeletionTimestamp() != null) {
      return null;
    }
    JsonNode tree = Revisions.tree(resource.getSpec());
    String revision = stepRevision(step, tree);
    pin =
        new Pin(
            resource,
            new GraphBuilder.Pinned(resource.getSpec(), revision, Variables.isTemplate(tree)),
            tree);
    pins.put(step, pin);
    return pin.pinned();
  }

  /** Name of the revision of a step. */
  public static String stepRevision(StepId step, JsonNode spec) {
    return Revisions.name(step.kind().shortName() + "-" + step.name() + "-" + Revisions.hash(spec));
  }

  private static Draft finish(
      HasMetadata owner,
      String prefix,
      String subject,
      ObjectNode data,
      Map<StepId, Pin> pins,
      GraphBuilder.Result result,
      @Nullable PipelineSpec pipeline) {
    ObjectNode steps = data.putObject("steps");
    Set<String> variables = new TreeSet<>();
    List<ControllerRevision> revisions = new ArrayList<>();
    pins.forEach(
        (step, pin) -> {
          steps.put(step.kind().field() + "/" + step.name(), pin.pinned().revision());
          variables.addAll(Variables.in(pin.tree()));
          ObjectNode stepData = Revisions.object();
          stepData.set("spec", pin.tree());
          revisions.add(revision(pin.owner(), pin.pinned().revision(), stepData));
        });
    String name =
        Revisions.name(prefix + "-" + owner.getMetadata().getName() + "-" + Revisions.hash(data));
    revisions.add(revision(owner, name, data));
    if (result.graph() == null) {
      throw new IllegalStateException("A graph without problems is there.");
    }
    Blueprint blueprint =
        new Blueprint(
            name,
            subject,
            result.graph(),
            pipeline == null ? List.of() : pipeline.params(),
            pipeline == null ? null : pipeline.reportStore(),
            variables);
    return new Draft(blueprint, revisions);
  }

  private static ControllerRevision revision(HasMetadata owner, String name, JsonNode data) {
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withNamespace(owner.getMetadata().getNamespace())
        .withName(name)
        .addToLabels(Labels.MANAGED_BY, Labels.SLUICE)
        .withOwnerReferences(owner(owner))
        .endMetadata()
        .withData(data)
        .withRevision(1L)
        .build();
  }

  /** An owner reference as controller, without blocking the deletion of the owner. */
  public static OwnerReference owner(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .build();
  }

  private void write(ControllerRevision revision) {
    KubeApi.Answer<ControllerRevision> answer = api.create(revision, ControllerRevision.class);
    if (!answer.isOk() && answer.code() != 409) {
      throw new KubernetesClientException(answer.message(), answer.code(), null);
    }
  }

  private static final class Missing extends RuntimeException {
    Missing(String name) {
      super(name);
    }
  }

  private JsonNode data(String namespace, String name) {
    KubeApi.Answer<ControllerRevision> answer = api.get(ControllerRevision.class, namespace, name);
    if (answer.code() == 404) {
      throw new Missing(name);
    }
    return Revisions.tree(answer.get().getData());
  }

  private Blueprint read(String namespace, PipelineRunSpec run, String revision) {
    JsonNode data = data(namespace, revision);
    Map<StepId, GraphBuilder.Pinned> pins = new TreeMap<>();
    Set<String> variables = new TreeSet<>();
    for (Map.Entry<String, JsonNode> entry : data.get("steps").properties()) {
      StepId step = stepId(entry.getKey());
      JsonNode tree = data(namespace, entry.getValue().asText()).get("spec");
      variables.addAll(Variables.in(tree));
      StepSpec spec = Revisions.spec(tree, step.kind().specType());
      pins.put(
          step,
          new GraphBuilder.Pinned(spec, entry.getValue().asText(), Variables.isTemplate(tree)));
    }
    PipelineSpec pipeline =
        data.has("spec") ? Revisions.spec(data.get("spec"), PipelineSpec.class) : null;
    GraphBuilder.Result result =
        pipeline != null
            ? GraphBuilder.build(pipeline, pins::get)
            : GraphBuilder.build(StepId.of(step(run)), pins::get);
    if (result.graph() == null) {
      throw new IllegalStateException("A pinned graph is valid: " + result.problems());
    }
    return new Blueprint(
        revision,
        pipeline != null ? String.valueOf(run.pipeline()) : data.get("step").asText(),
        result.graph(),
        pipeline == null ? List.of() : pipeline.params(),
        pipeline == null ? null : pipeline.reportStore(),
        variables);
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

  private synchronized @Nullable Blueprint known(String namespace, String revision) {
    return known.get(namespace + "/" + revision);
  }

  private synchronized void remember(String namespace, Blueprint blueprint) {
    known.put(namespace + "/" + blueprint.revision(), blueprint);
  }
}
