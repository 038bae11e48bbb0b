package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Definitions;
import dev.sluice.operator.graph.Graph;
import dev.sluice.operator.graph.Task;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Attempts of steps that a test writes as YAML. */
final class Attempts {

  static final String RAW =
      "- {kind: DatasetIngest, name: raw, spec: {sources: [{http: {url:"
          + " 'https://example.org/$(run.date).csv'}}], output: {objectStore: lake, path: raw,"
          + " partitionBy: [run_date]}}}\n";

  private Attempts() {}

  /** The first attempt of the only task of a pipeline {@code {steps: [{KIND: NAME}]}}. */
  static Attempt of(String steps, String kind, String name, int number) {
    Graph graph =
        Definitions.of(steps).graph(Definitions.yaml("{steps: [{%s: %s}]}".formatted(kind, name)));
    return attempt(graph, graph.tasks().values().iterator().next(), number, List.of());
  }

  /** The first attempt of a task of a pipeline whose other tasks stand as told. */
  static Attempt ofRun(String steps, String pipeline, String task, List<TaskStatus> ended) {
    Graph graph = Definitions.of(steps).graph(Definitions.yaml(pipeline));
    return attempt(graph, Objects.requireNonNull(graph.tasks().get(task)), 1, ended);
  }

  private static Attempt attempt(Graph graph, Task task, int number, List<TaskStatus> ended) {
    return new Attempt(
        "films",
        new OwnerReferenceBuilder()
            .withApiVersion("sluice.dev/v1alpha1")
            .withKind("PipelineRun")
            .withName("nightly")
            .withUid("run-uid")
            .withController(true)
            .build(),
        Instant.parse("2026-11-21T12:00:00Z"),
        "2026-11-20",
        graph,
        task,
        Map.of("run.date", "2026-11-20", "run.name", "nightly", "params.top", "10"),
        null,
        number,
        "pl-films-abc",
        "films",
        ended);
  }
}
