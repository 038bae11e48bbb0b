package dev.sluice.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.run.RunQueue;
import dev.sluice.protocol.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What runs do, on a real API server, with exactly the rights of the chart. */
class RunIT {

  private static TestCluster cluster;
  private static TestCluster.Running operator;
  private String ns;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.get();
    operator = cluster.operator(Map.of());
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @BeforeEach
  void namespace(TestInfo test) {
    ns = "run-" + Integer.toUnsignedString(test.getDisplayName().hashCode(), 36);
    cluster.namespace(ns);
  }

  private static void awaitSoon(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }

  private PipelineRun run(String name) {
    return cluster.admin.resources(PipelineRun.class).inNamespace(ns).withName(name).get();
  }

  private void quietFor(Duration time, int runs) {
    await()
        .pollDelay(Duration.ZERO)
        .during(time)
        .atMost(time.plusSeconds(2))
        .until(() -> cluster.runs(ns).size() == runs);
  }

  @Test
  void documentsAppliedAtOnceStartOneRunAndAChangeStartsOneMore() {
    cluster.load(Yaml.chain(""), ns);
    PipelineRun first = cluster.ended(ns, 1).get(0);
    assertThat(first.getStatus().tasks())
        .extracting(TaskStatus::name, TaskStatus::state)
        .containsExactly(
            Tuple.tuple("source", TaskState.SUCCEEDED),
            Tuple.tuple("a", TaskState.SUCCEEDED),
            Tuple.tuple("b", TaskState.SUCCEEDED));
    assertThat(first.getStatus().progress()).isEqualTo("3/3");

    cluster.load(Yaml.chain(""), ns);
    quietFor(Duration.ofSeconds(4), 1);

    cluster.load(Yaml.transform("b", "a", "SELECT 2"), ns);
    cluster.ended(ns, 2);
    cluster.load(Yaml.transform("b", "a", "SELECT 1"), ns);
    cluster.ended(ns, 3);
    cluster.load(Yaml.transform("b", "a", "SELECT 2"), ns);
    cluster.ended(ns, 4);
    assertThat(cluster.kubelet.made(ns)).doesNotHaveDuplicates().hasSize(12);
    awaitSoon(
        () ->
            assertThat(cluster.condition(ns, "Transform", "b", "Succeeded"))
                .isEqualTo("True Succeeded: Done."));
  }

  @Test
  void aStepInNoPipelineRunsAlone() {
    cluster.load(Yaml.INGEST + Yaml.STORE, ns);
    PipelineRun run = cluster.ended(ns, 1).get(0);
    assertThat(run.getStatus().pipeline()).isEqualTo("datasetIngest/source");
    assertThat(run.getStatus().tasks()).hasSize(1);
  }

  @Test
  void aFailureIsTriedAgainAndThenNamed() {
    cluster.kubelet.answer(ns, "a", Outcome.TRANSIENT, "StoreUnreachable", "No route.");
    cluster.load(Yaml.chain(""), ns);
    PipelineRun run = cluster.ended(ns, 1).get(0);
    assertThat(cluster.condition(ns, "PipelineRun", run.getMetadata().getName(), "Succeeded"))
        .isEqualTo("False Failed: a failed (StoreUnreachable): No route.");
    assertThat(run.getStatus().tasks().get(1).attempt()).isEqualTo(2);
    assertThat(run.getStatus().tasks().get(2).state()).isEqualTo(TaskState.SKIPPED);
    awaitSoon(
        () ->
            assertThat(cluster.condition(ns, "Transform", "a", "Succeeded"))
                .isEqualTo("False StoreUnreachable: No route."));
  }

  @Test
  void anEndlessMessageDoesNotKeepTheRunFromEnding() {
    cluster.kubelet.answer(ns, "a", Outcome.USER_ERROR, "x y".repeat(50), "m".repeat(3000));
    cluster.load(Yaml.chain(""), ns);
    PipelineRun run = cluster.ended(ns, 1).get(0);
    assertThat(run.getStatus().tasks().get(1).message()).hasSize(1024);
    assertThat(run.getStatus().tasks().get(1).reason()).hasSize(64);
    awaitSoon(
        () ->
            assertThat(cluster.condition(ns, "Transform", "a", "Succeeded"))
                .startsWith("False xy"));
  }

  @Test
  void aSpecThatChangesDuringARunDoesNotTouchIt() {
    cluster.kubelet.hold(ns, "source");
    cluster.load(Yaml.chain(", onChange: None"), ns);
    cluster.load(Yaml.run("r", "{pipeline: p}"), ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).contains("r-source-1"));
    awaitSoon(() -> assertThat(run("r").getStatus()).isNotNull());
    cluster.load(Yaml.transform("a", "", "SELECT 99"), ns);
    cluster.kubelet.release(ns, "source");
    cluster.ended(ns, 1);
    Pod pod = cluster.admin.pods().inNamespace(ns).withName("r-a-1").get();
    assertThat(pod.getSpec().getContainers().get(0).getEnv().get(0).getValue())
        .contains("SELECT 1\"")
        .doesNotContain("SELECT 99");
  }

  @Test
  void runsQueueInTheOrderInWhichTheyWereMade() {
    cluster.kubelet.hold(ns, "source");
    cluster.load(Yaml.chain(", onChange: None"), ns);
    cluster.load(Yaml.run("z", "{pipeline: p}"), ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).containsExactly("z-source-1"));
    cluster.load(Yaml.run("a", "{pipeline: p}"), ns);
    cluster.awaitCondition(
        ns, "PipelineRun", "a", "Succeeded", "Unknown Queued: Waits until z has ended.");
    cluster.kubelet.release(ns, "source");
    cluster.ended(ns, 2);
    assertThat(cluster.kubelet.made(ns).subList(0, 3)).allMatch(pod -> pod.startsWith("z-"));
  }

  @Test
  void aNewRunReplacesTheOldOne() {
    cluster.kubelet.hold(ns, "source");
    cluster.load(Yaml.chain(", onChange: None, concurrencyPolicy: Replace"), ns);
    cluster.load(Yaml.run("one", "{pipeline: p}"), ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).containsExactly("one-source-1"));
    await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
    cluster.load(Yaml.run("two", "{pipeline: p}"), ns);
    cluster.awaitCondition(
        ns,
        "PipelineRun",
        "one",
        "Succeeded",
        "False Cancelled: A newer run of the pipeline has replaced this one.");
    cluster.kubelet.release(ns, "source");
    cluster.awaitCondition(ns, "PipelineRun", "two", "Succeeded", "True Succeeded");
  }

  @Test
  void allowedRunsShareTheOneWriterOfDuckDb() {
    cluster.kubelet.hold(ns, "l");
    cluster.load(
        Yaml.STORE
            + Yaml.WAREHOUSE
            + Yaml.INGEST
            + Yaml.transform("a", "", "SELECT 1")
            + Yaml.load("l", "a")
            + Yaml.pipeline(
                "p",
                "{steps: [{transform: a}, {warehouseLoad: l}], onChange: None, concurrencyPolicy:"
                    + " Allow}"),
        ns);
    cluster.awaitCondition(ns, "Warehouse", "warehouse", "Ready", "True");
    cluster.load(
        Yaml.run("one", "{pipeline: p, select: [l]}")
            + Yaml.run("two", "{pipeline: p, select: [l]}"),
        ns);
    awaitSoon(
        () ->
            assertThat(
                    List.of(
                        cluster.condition(ns, "PipelineRun", "one", "Succeeded"),
                        cluster.condition(ns, "PipelineRun", "two", "Succeeded")))
                .anyMatch(text -> text.contains("waits for a free place at warehouse/warehouse")));
    assertThat(cluster.kubelet.made(ns)).filteredOn(pod -> pod.contains("-l-")).hasSize(1);
    cluster.kubelet.release(ns, "l");
    awaitSoon(
        () -> assertThat(RunQueue.isFinal(run("one")) && RunQueue.isFinal(run("two"))).isTrue());
    assertThat(cluster.kubelet.made(ns)).contains("one-l-1", "two-l-1").doesNotHaveDuplicates();
  }

  @Test
  void runsAreSuspendedResumedAndCancelled() {
    cluster.kubelet.hold(ns, "source");
    cluster.load(Yaml.chain(", onChange: None"), ns);
    cluster.load(Yaml.run("r", "{pipeline: p}"), ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).containsExactly("r-source-1"));
    cluster.load(Yaml.run("r", "{pipeline: p, desiredState: Suspended}"), ns);
    cluster.awaitCondition(ns, "PipelineRun", "r", "Succeeded", "Unknown Suspended");
    cluster.kubelet.release(ns, "source");
    cluster.awaitCondition(
        ns, "PipelineRun", "r", "Succeeded", "Unknown Suspended: Nothing new starts. 1 of 3");
    assertThat(cluster.kubelet.made(ns)).hasSize(1);
    cluster.kubelet.hold(ns, "a");
    cluster.load(Yaml.run("r", "{pipeline: p, desiredState: Running}"), ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).contains("r-a-1"));
    cluster.load(Yaml.run("r", "{pipeline: p, desiredState: Cancelled}"), ns);
    cluster.awaitCondition(
        ns, "PipelineRun", "r", "Succeeded", "False Cancelled: The run was cancelled.");
    assertThat(cluster.admin.pods().inNamespace(ns).withName("r-a-1").get()).isNull();
  }

  @Test
  void aDeletedRunTakesItsPodsWithItAndLetsTheNextOneGo() {
    cluster.kubelet.hold(ns, "source");
    cluster.load(Yaml.chain(", onChange: None"), ns);
    cluster.load(Yaml.run("one", "{pipeline: p}"), ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).containsExactly("one-source-1"));
    cluster.load(Yaml.run("two", "{pipeline: p}"), ns);
    cluster.awaitCondition(ns, "PipelineRun", "two", "Succeeded", "Unknown Queued");
    cluster.admin.resource(run("one")).delete();
    awaitSoon(
        () ->
            assertThat(cluster.admin.pods().inNamespace(ns).withName("one-source-1").get())
                .isNull());
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).contains("two-source-1"));
    cluster.kubelet.release(ns, "source");
  }

  @Test
  void aForeignPodOfThatNameFailsTheTaskAndIsNamed() {
    cluster.load(Yaml.chain(", onChange: None"), ns);
    cluster.awaitCondition(ns, "Pipeline", "p", "Ready", "True");
    cluster
        .admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(ns)
                .withName("r-source-1")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("x")
                .withImage("x")
                .endContainer()
                .endSpec()
                .build())
        .create();
    cluster.load(Yaml.run("r", "{pipeline: p}"), ns);
    cluster.awaitCondition(
        ns,
        "PipelineRun",
        "r",
        "Succeeded",
        "False Failed: source failed (PodNameTaken): Pod r-source-1 exists already and belongs to"
            + " nobody: delete it, or make a PipelineRun of another name.");
  }

  @Test
  void historyOfAStepAloneBeyondTenRunsIsDeleted() {
    for (int i = 0; i < 12; i++) {
      String name = "source-" + (char) ('a' + i);
      cluster.load(
          Yaml.run(name, "{step: {datasetIngest: source}}")
              .replace(
                  "{name: " + name + "}",
                  "{name: " + name + ", labels: {app.kubernetes.io/managed-by: sluice}}"),
          ns);
    }
    cluster.load(Yaml.INGEST + Yaml.STORE, ns);
    awaitSoon(() -> assertThat(cluster.kubelet.made(ns)).hasSize(13));
    awaitSoon(() -> assertThat(cluster.runs(ns)).hasSize(10).allMatch(RunQueue::isFinal));
  }

  @Test
  void historyBeyondTheLimitIsDeleted() {
    cluster.load(Yaml.chain(", successfulRunsHistoryLimit: 1"), ns);
    cluster.ended(ns, 1);
    cluster.load(Yaml.transform("b", "a", "SELECT 2"), ns);
    awaitSoon(() -> assertThat(new HashSet<>(cluster.kubelet.made(ns))).hasSize(6));
    awaitSoon(() -> assertThat(cluster.runs(ns)).hasSize(1).allMatch(RunQueue::isFinal));
    // Of the two revisions of b and of the pipeline, those of the run that is left stay.
    awaitSoon(
        () ->
            assertThat(revisions())
                .hasSize(4)
                .contains(cluster.runs(ns).get(0).getStatus().revision()));
    cluster.load(Yaml.transform("b", "a", "SELECT 1"), ns);
    awaitSoon(() -> assertThat(new HashSet<>(cluster.kubelet.made(ns))).hasSize(9));
    awaitSoon(() -> assertThat(cluster.runs(ns)).hasSize(1).allMatch(RunQueue::isFinal));
    assertThat(revisions()).contains(cluster.runs(ns).get(0).getStatus().revision());
  }

  private List<String> revisions() {
    return cluster.admin.apps().controllerRevisions().inNamespace(ns).list().getItems().stream()
        .map(revision -> revision.getMetadata().getName())
        .toList();
  }
}
