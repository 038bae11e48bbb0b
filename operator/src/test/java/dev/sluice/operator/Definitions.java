package dev.sluice.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.api.v1alpha1.PipelineSpec;
import dev.sluice.operator.graph.Graph;
import dev.sluice.operator.graph.GraphBuilder;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.Revisions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Steps and a pipeline, read from short YAML: {@code {kind: Transform, name: a, spec: {...}}}. */
public final class Definitions {

  public static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Map<StepId, GraphBuilder.Pinned> steps = new TreeMap<>();

  public static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Steps from a list of {@code {kind, name, spec}}. */
  public static Definitions of(JsonNode list) {
    Definitions definitions = new Definitions();
    for (JsonNode step : list) {
      for (StepKind kind : StepKind.values()) {
        if (kind.kind().equals(step.get("kind").asText())) {
          String name = step.get("name").asText();
          definitions.steps.put(
              new StepId(kind, name),
              new GraphBuilder.Pinned(
                  Revisions.spec(step.get("spec"), kind.specType()),
                  "rev-" + name,
                  Variables.isTemplate(step.get("spec"))));
        }
      }
    }
    return definitions;
  }

  public static Definitions of(String yaml) {
    return of(yaml(yaml));
  }

  /** The graph of a pipeline, or its problems. */
  public GraphBuilder.Result build(JsonNode pipeline) {
    return GraphBuilder.build(Revisions.spec(pipeline, PipelineSpec.class), steps::get);
  }

  public GraphBuilder.Result build(String pipeline) {
    return build(yaml(pipeline));
  }

  /** The graph of one step alone, or its problems. */
  public GraphBuilder.Result build(StepId step) {
    return GraphBuilder.build(step, steps::get);
  }

  /** The graph of a pipeline without problems. */
  public Graph graph(JsonNode pipeline) {
    GraphBuilder.Result result = build(pipeline);
    if (result.graph() == null) {
      throw new AssertionError(result.problems());
    }
    return result.graph();
  }
}
