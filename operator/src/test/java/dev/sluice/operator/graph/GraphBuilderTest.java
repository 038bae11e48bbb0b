package dev.sluice.operator.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.Definitions;
import dev.sluice.operator.Reasons;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {

  private static final String INGEST =
      "- {kind: DatasetIngest, name: raw, spec: {sources: [{http: {url: 'https://example.org/x'}}],"
          + " output: {objectStore: lake, path: raw}}}\n";

  private static String transform(String name, String from) {
    return "- {kind: Transform, name: %1$s, spec: {inputs: [%2$s], sql: SELECT 1, output: {objectStore: lake, path: %1$s}}}\n"
        .formatted(name, from.isEmpty() ? "" : "{name: i, from: {" + from + "}}");
  }

  private static String check(String name, String spec) {
    return "- {kind: QualityCheck, name: %s, spec: {%s, checks: [{rowCount: {min: 1}}]}}\n"
        .formatted(name, spec);
  }

  private static Graph graph(String steps, String pipeline) {
    return Definitions.of(steps).graph(Definitions.yaml(pipeline));
  }

  private static Set<String> needs(Graph graph, String task) {
    return graph.tasks().get(task).needs();
  }

  private static List<Problem> problems(String steps, String pipeline) {
    GraphBuilder.Result result = Definitions.of(steps).build(pipeline);
    assertThat(result.graph()).isNull();
    return result.problems();
  }

  private static void assertProblem(String steps, String pipeline, String reason, String message) {
    assertThat(problems(steps, pipeline)).containsExactly(new Problem(reason, message));
  }

  @Test
  void edgesFollowFromWhatIsReadWhateverTheOrderOfTheSteps() {
    Graph graph =
        graph(
            transform("b", "transform: a") + transform("a", "datasetIngest: raw") + INGEST,
            "{steps: [{transform: b}, {transform: a}, {datasetIngest: raw}]}");
    assertThat(graph.tasks().keySet()).containsExactly("raw", "a", "b");
    assertThat(needs(graph, "b")).containsExactly("a");
    assertThat(needs(graph, "a")).containsExactly("raw");
    assertThat(needs(graph, "raw")).isEmpty();
  }

  @Test
  void aStepOutsideThePipelineMayBeReadAndIsNoTask() {
    Graph graph = graph(transform("a", "datasetIngest: raw") + INGEST, "{steps: [{transform: a}]}");
    assertThat(graph.tasks().keySet()).containsExactly("a");
    assertThat(graph.referenced()).containsOnlyKeys(new StepId(StepKind.DATASET_INGEST, "raw"));
  }

  private static final String SPLIT =
      "from: {datasetIngest: raw}, output: {objectStore: lake, path: good}, quarantine: {objectStore:"
          + " lake, path: bad}";

  @Test
  void readersOfTheRowsThatPassWaitForTheCheck() {
    Graph graph =
        graph(
            transform("a", "qualityCheck: q") + check("q", SPLIT) + INGEST,
            "{steps: [{transform: a}, {qualityCheck: q}, {datasetIngest: raw}]}");
    assertThat(graph.tasks().keySet()).containsExactly("raw", "q", "a");
    assertThat(needs(graph, "a")).containsExactly("q");
  }

  @Test
  void aCheckWithoutOutputCannotBeRead() {
    assertProblem(
        transform("a", "qualityCheck: q") + check("q", "from: {datasetIngest: raw}") + INGEST,
        "{steps: [{transform: a}, {qualityCheck: q}, {datasetIngest: raw}]}",
        Reasons.NO_OUTPUT,
        "Transform a: spec.inputs[i].from names QualityCheck q, which has no spec.output: read what"
            + " it checks instead, or give it output and quarantine.");
  }

  @Test
  void aQuarantineSharesItsFolderWithNobody() {
    assertProblem(
        transform("bad", "qualityCheck: q") + check("q", SPLIT) + INGEST,
        "{steps: [{transform: bad}, {qualityCheck: q}, {datasetIngest: raw}]}",
        Reasons.OUTPUT_CONFLICT,
        "QualityCheck q and Transform bad both write lake/bad: give one of them another"
            + " spec.output.path.");
  }

  @Test
  void readersWaitForACheckOfWhatTheyRead() {
    String steps = INGEST + transform("a", "datasetIngest: raw");
    String pipeline = "{steps: [{datasetIngest: raw}, {transform: a}, {qualityCheck: q}]}";
    assertThat(needs(graph(steps + check("q", "from: {datasetIngest: raw}"), pipeline), "a"))
        .containsExactlyInAnyOrder("raw", "q");
    assertThat(
            needs(
                graph(steps + check("q", "from: {datasetIngest: raw}, gate: None"), pipeline), "a"))
        .containsExactly("raw");
  }

  @Test
  void aCheckOfSomeFilesHoldsBackThoseThatMayReadThem() {
    String steps =
        INGEST
            + transform("same", "datasetIngest: raw, path: '*.csv'")
            + transform("other", "datasetIngest: raw, path: links.json")
            + transform("both", "datasetIngest: raw, path: '{links.json,movies.csv}'")
            + transform("all", "datasetIngest: raw")
            + check("q", "from: {datasetIngest: raw, path: '*.csv'}");
    Graph graph =
        graph(
            steps,
            "{steps: [{datasetIngest: raw}, {transform: same}, {transform: other}, {transform: both}, {transform:"
                + " all},"
                + " {qualityCheck: q}]}");
    assertThat(needs(graph, "same")).contains("q");
    assertThat(needs(graph, "all")).contains("q");
    assertThat(needs(graph, "both")).contains("q");
    assertThat(needs(graph, "other")).doesNotContain("q");
  }

  @Test
  void checksDoNotWaitForEachOther() {
    Graph graph =
        graph(
            INGEST
                + check("q", "from: {datasetIngest: raw}")
                + check("r", "from: {datasetIngest: raw}"),
            "{steps: [{datasetIngest: raw}, {qualityCheck: q}, {qualityCheck: r}]}");
    assertThat(needs(graph, "q")).containsExactly("raw");
    assertThat(needs(graph, "r")).containsExactly("raw");
  }

  @Test
  void afterMakesAnEdgeAndFinallyIsLast() {
    Graph graph =
        graph(
            INGEST + transform("a", "") + transform("z", ""),
            "{steps: [{datasetIngest: raw}, {transform: a, after: [raw]}], finally: [{transform: z}]}");
    assertThat(needs(graph, "a")).containsExactly("raw");
    assertThat(graph.tasks().get("z").last()).isTrue();
    assertThat(graph.tasks().get("a").last()).isFalse();
  }

  @Test
  void aSelectionIsReadAsDbtReadsIt() {
    Graph graph =
        graph(
            INGEST + transform("a", "datasetIngest: raw") + transform("b", "transform: a"),
            "{steps: [{datasetIngest: raw}, {transform: a}, {transform: b}]}");
    assertThat(graph.select(List.of())).containsExactly("raw", "a", "b");
    assertThat(graph.select(List.of("a"))).containsExactly("a");
    assertThat(graph.select(List.of("a+"))).containsExactly("a", "b");
    assertThat(graph.select(List.of("+a"))).containsExactly("raw", "a");
    assertThatThrownBy(() -> graph.select(List.of("c")))
        .hasMessage("spec.select names c, which the pipeline does not have. It has: raw, a, b.");
  }

  @Test
  void anUnknownStepIsNamedOnceAlthoughItIsRead() {
    assertProblem(
        transform("a", "datasetIngest: raw"),
        "{steps: [{transform: a}, {datasetIngest: raw}]}",
        Reasons.STEP_NOT_FOUND,
        "The pipeline names DatasetIngest raw, which does not exist in this namespace: apply it, or"
            + " correct the name in spec.steps.");
  }

  @Test
  void anUnknownInputIsNamedWithItsField() {
    assertProblem(
        transform("a", "transform: nowhere"),
        "{steps: [{transform: a}]}",
        Reasons.STEP_NOT_FOUND,
        "Transform a: spec.inputs[i].from names Transform nowhere, which does not exist in this"
            + " namespace: apply it, or correct the name.");
  }

  @Test
  void anUnknownNameInAfterIsNamedWithThoseThatThereAre() {
    assertProblem(
        transform("a", "") + transform("b", ""),
        "{steps: [{transform: a, after: [c]}, {transform: b}]}",
        Reasons.STEP_NOT_FOUND,
        "Transform a: after names c, which is no step of this pipeline. It has: a, b.");
  }

  @Test
  void aCycleIsNamedWithItsPathAndNothingElse() {
    assertProblem(
        transform("start", "transform: a")
            + transform("a", "transform: b")
            + transform("b", "transform: c")
            + transform("c", "transform: a"),
        "{steps: [{transform: start}, {transform: a}, {transform: b}, {transform: c}]}",
        Reasons.CYCLE,
        "The steps wait for each other in a cycle: a -> b -> c -> a (each is needed by the one"
            + " before it). Remove one of these references.");
  }

  @Test
  void nothingWaitsForFinally() {
    String steps = transform("z", "") + transform("a", "transform: z") + transform("b", "");
    assertProblem(
        steps,
        "{steps: [{transform: a}], finally: [{transform: z}]}",
        Reasons.CYCLE,
        "Transform a reads Transform z, which is of finally and so runs when all others have ended.");
    assertProblem(
        steps,
        "{steps: [{transform: b, after: [z]}], finally: [{transform: z}]}",
        Reasons.CYCLE,
        "Transform b: after names z, which is of finally and so runs when all others have ended.");
  }

  @Test
  void twoStepsMustNotWriteTheSamePath() {
    assertProblem(
        transform("a", "") + transform("b", "").replace("path: b", "path: a"),
        "{steps: [{transform: a}, {transform: b}]}",
        Reasons.OUTPUT_CONFLICT,
        "Transform b and Transform a both write lake/a: give one of them another spec.output.path.");
  }

  @Test
  void aNameStandsForOneTask() {
    assertThat(problems(transform("a", ""), "{steps: [{transform: a}], finally: [{transform: a}]}"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reasons.DUPLICATE_STEP);
              assertThat(problem.message())
                  .startsWith("spec.finally names Transform a, but Transform a is among the steps");
            });
  }

  @Test
  void aStepAloneReadsWhatIsThere() {
    GraphBuilder.Result result =
        Definitions.of(INGEST + transform("a", "datasetIngest: raw"))
            .build(new StepId(StepKind.TRANSFORM, "a"));
    assertThat(result.problems()).isEmpty();
    assertThat(result.graph().tasks().keySet()).containsExactly("a");
  }

  private static final String TWO_OUTPUTS =
      "- {kind: Transform, name: two, spec: {inputs: [{name: i, from: {datasetIngest: raw}}], outputs:"
          + " [{name: a, sql: SELECT 1, objectStore: lake, path: a}, {name: b, sql: SELECT 2,"
          + " objectStore: lake, path: b}]}}\n";

  @Test
  void aCheckOfOneOutputHoldsBackItsReadersOnly() {
    Graph graph =
        graph(
            INGEST
                + TWO_OUTPUTS
                + transform("of-a", "transform: two, output: a")
                + transform("of-b", "transform: two, output: b")
                + check("q", "from: {transform: two, output: a}"),
            "{steps: [{datasetIngest: raw}, {transform: two}, {transform: of-a}, {transform: of-b},"
                + " {qualityCheck: q}]}");
    assertThat(needs(graph, "of-a")).containsExactlyInAnyOrder("two", "q");
    assertThat(needs(graph, "of-b")).containsExactly("two");
    assertThat(needs(graph, "q")).containsExactly("two");
  }

  @Test
  void aReaderNamesOneOfSeveralOutputs() {
    String pipeline = "{steps: [{datasetIngest: raw}, {transform: two}, {transform: r}]}";
    assertProblem(
        INGEST + TWO_OUTPUTS + transform("r", "transform: two, output: c"),
        pipeline,
        Reasons.OUTPUT_NOT_FOUND,
        "Transform r: spec.inputs[i].from.output is c, but Transform two has a, b: name one of"
            + " them.");
    assertProblem(
        INGEST + TWO_OUTPUTS + transform("r", "transform: two"),
        pipeline,
        Reasons.OUTPUT_NOT_FOUND,
        "Transform r: spec.inputs[i].from names no output of Transform two, which has a, b: name"
            + " one of them.");
    assertProblem(
        INGEST
            + transform("two", "datasetIngest: raw")
            + transform("r", "transform: two, output: a"),
        pipeline,
        Reasons.OUTPUT_NOT_FOUND,
        "Transform r: spec.inputs[i].from.output is a, but Transform two has one output only:"
            + " leave output out.");
  }

  @Test
  void everyOutputIsAPathOfItsOwn() {
    assertProblem(
        INGEST + TWO_OUTPUTS + transform("b", "datasetIngest: raw"),
        "{steps: [{datasetIngest: raw}, {transform: two}, {transform: b}]}",
        Reasons.OUTPUT_CONFLICT,
        "Transform b and Transform two both write lake/b: give one of them another"
            + " spec.output.path.");
  }
}
