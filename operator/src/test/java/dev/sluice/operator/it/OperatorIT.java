package dev.sluice.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.api.v1alpha1.Transform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** What becomes of runs and statuses when operators stop, start and follow each other. */
class OperatorIT {

  private final TestCluster cluster;

  OperatorIT() throws IOException {
    cluster = TestCluster.get();
  }

  private static String get(TestCluster.Running running, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + running.operator().httpPort() + path);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private static void awaitWithin(Duration time, ThrowingRunnable assertion) {
    await().atMost(time).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
  }

  private void awaitPods(String ns, int count) {
    awaitWithin(Duration.ofSeconds(20), () -> assertThat(cluster.kubelet.made(ns)).hasSize(count));
  }

  private void awaitThatAllSucceededOnce(String ns) {
    awaitWithin(
        Duration.ofSeconds(60),
        () ->
            assertThat(cluster.runs(ns))
                .singleElement()
                .extracting(run -> cluster.condition(ns, run.getKind(), name(run), "Succeeded"))
                .isEqualTo("True Succeeded: All 3 tasks succeeded."));
    assertThat(cluster.kubelet.made(ns)).hasSize(3).doesNotHaveDuplicates();
  }

  private static String name(PipelineRun run) {
    return run.getMetadata().getName();
  }

  @Test
  void whatIsMissingOrWrongIsNamedWithinSeconds() throws Exception {
    String ns = "missing";
    cluster.namespace(ns);
    try (TestCluster.Running running = cluster.operator(Map.of())) {
      cluster.load(
          Yaml.STORE.replace(
                  "{bucket: lake}", "{bucket: lake, credentials: {secretRef: {name: keys}}}")
              + Yaml.INGEST
              + Yaml.transform("reader", "nowhere", "SELECT 1")
              + Yaml.pipeline("unknown", "{steps: [{transform: nowhere}], onChange: None}")
              + Yaml.transform("homeless", "", "SELECT 1")
                  .replace("objectStore: lake", "objectStore: moon")
              + Yaml.load("lost", "homeless")
              + Yaml.transform("egg", "hen", "SELECT 1")
              + Yaml.transform("hen", "egg", "SELECT 1")
              + Yaml.pipeline("round", "{steps: [{transform: egg}, {transform: hen}]}")
              + Yaml.transform("one", "", "SELECT 1")
              + Yaml.transform("two", "", "SELECT 1").replace("path: two", "path: one")
              + Yaml.pipeline("both", "{steps: [{transform: one}, {transform: two}]}")
              + Yaml.transform("asks", "", "SELECT $(params.day)")
              + Yaml.pipeline("asked", "{steps: [{transform: asks}], params: [{name: date}]}"),
          ns);
      // Five seconds, and some for a machine that does other things.
      awaitWithin(
          Duration.ofSeconds(10),
          () -> {
            assertThat(cluster.condition(ns, "ObjectStore", "lake", "Ready"))
                .startsWith("False ProbeCannotStart")
                .contains("Secret keys");
            assertThat(cluster.condition(ns, "Transform", "reader", "Ready"))
                .startsWith("False StepNotFound: spec.inputs[raw].from names Transform nowhere");
            assertThat(cluster.condition(ns, "Pipeline", "unknown", "Ready"))
                .startsWith("False StepNotFound: The pipeline names Transform nowhere");
            assertThat(cluster.condition(ns, "Transform", "homeless", "Ready"))
                .startsWith("False ConnectionNotFound: ObjectStore moon does not exist");
            assertThat(cluster.condition(ns, "WarehouseLoad", "lost", "Ready"))
                .startsWith("False ConnectionNotFound: Warehouse warehouse does not exist");
            assertThat(cluster.condition(ns, "Pipeline", "round", "Ready"))
                .startsWith("False Cycle: The steps wait for each other in a cycle: egg -> hen");
            assertThat(cluster.condition(ns, "Pipeline", "both", "Ready"))
                .startsWith("False OutputConflict")
                .contains("both write lake/one");
            assertThat(cluster.condition(ns, "Pipeline", "asked", "Ready"))
                .startsWith("False UnknownParameter: Transform asks uses $(params.day)")
                .contains("params.date");
          });
      assertThat(cluster.kubelet.made(ns)).isEmpty();
      assertThat(get(running, "/healthz")).startsWith("200");
    }
  }

  @Test
  void aStandbyIsReadyAndTakesOver() throws Exception {
    String ns = "standby";
    cluster.namespace(ns);
    Map<String, String> elect = Map.of("SLUICE_LEADER_ELECTION", "true");
    TestCluster.Running leader = cluster.operator(elect);
    try (TestCluster.Running standby = cluster.operator(elect)) {
      try {
        awaitWithin(
            Duration.ofSeconds(10), () -> assertThat(get(standby, "/readyz")).startsWith("200"));
        cluster.kubelet.hold(ns, "source");
        cluster.load(Yaml.chain(""), ns);
        awaitPods(ns, 1);
      } finally {
        leader.close();
      }
      cluster.kubelet.release(ns, "source");
      awaitThatAllSucceededOnce(ns);
      assertThat(get(standby, "/readyz")).startsWith("200");
    }
  }

  @Test
  void aRunOutlivesAnApiServerThatIsAway() throws Exception {
    String ns = "outage";
    cluster.namespace(ns);
    cluster.kubelet.hold(ns, "a");
    try (TestCluster.Running running = cluster.operator(Map.of())) {
      cluster.load(Yaml.chain(""), ns);
      awaitPods(ns, 2);
      cluster.local.stopApiServer();
      try {
        await().pollDelay(Duration.ofSeconds(20)).atMost(Duration.ofSeconds(30)).until(() -> true);
      } finally {
        cluster.local.startApiServer();
      }
      cluster.kubelet.release(ns, "a");
      awaitThatAllSucceededOnce(ns);
      awaitWithin(
          Duration.ofSeconds(40), () -> assertThat(get(running, "/readyz")).startsWith("200"));
    }
  }

  @Test
  void anOperatorOfOneNamespaceNeedsRightsInThatOneOnly() throws Exception {
    String ns = "narrow";
    String other = "narrow-other";
    cluster.namespace(ns);
    cluster.namespace(other);
    cluster.load(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: narrow}
        """,
        TestCluster.SYSTEM);
    // The rules of the chart, as a Role, which is what the chart makes of them for a namespace.
    cluster.load(TestCluster.rules().replace("kind: ClusterRole", "kind: Role"), ns);
    cluster.load(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: sluice}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sluice}
        subjects: [{kind: ServiceAccount, name: narrow, namespace: sluice-system}]
        """,
        ns);
    try (TestCluster.Running running =
        cluster.operator("narrow", Map.of("SLUICE_WATCH_NAMESPACES", ns))) {
      cluster.load(Yaml.chain(""), other);
      cluster.load(Yaml.chain(""), ns);
      awaitThatAllSucceededOnce(ns);
      awaitWithin(
          Duration.ofSeconds(10),
          () ->
              assertThat(get(running, "/metrics"))
                  .startsWith("200")
                  .contains("sluice_run_duration_seconds_count{namespace=\"narrow\"")
                  .contains("sluice_task_duration_seconds_count{namespace=\"narrow\"")
                  .contains("reason=\"Succeeded\"")
                  .doesNotContain("reason=\"SUCCEEDED\"")
                  .contains("sluice_pods_total"));
      assertThat(cluster.kubelet.made(other)).isEmpty();
      assertThat(cluster.condition(other, "Pipeline", "p", "Ready")).isEmpty();
      assertThat(get(running, "/readyz")).startsWith("200");
    }
  }

  @Test
  void anOperatorThatIsKilledInTheMiddleIsReplacedAndNothingRunsTwice() throws Exception {
    String ns = "killed";
    cluster.namespace(ns);
    cluster.kubelet.hold(ns, "a");
    TestCluster.Running first = cluster.operator(Map.of());
    try {
      cluster.load(Yaml.chain(""), ns);
      awaitPods(ns, 2);
    } finally {
      first.kill();
    }
    // The pod ends while there is no operator to see it.
    cluster.kubelet.release(ns, "a");
    try (TestCluster.Running second = cluster.operator(Map.of())) {
      awaitThatAllSucceededOnce(ns);
      awaitWithin(
          Duration.ofSeconds(10),
          () ->
              assertThat(get(second, "/metrics"))
                  .startsWith("200")
                  .contains("sluice_run_duration_seconds_count{namespace=\"killed\"")
                  .contains("sluice_task_duration_seconds_count{namespace=\"killed\"")
                  .contains("sluice_pods_total"));
    }
  }

  @Test
  void aRunWhoseStepIsDeletedEndsAndAStepThatIsMadeAgainIsPinnedAgain() throws Exception {
    String ns = "deleted";
    cluster.namespace(ns);
    cluster.kubelet.hold(ns, "a");
    TestCluster.Running first = cluster.operator(Map.of());
    try {
      cluster.load(Yaml.chain(", onChange: None"), ns);
      cluster.load(Yaml.run("one", "{pipeline: p}"), ns);
      cluster.load(Yaml.run("two", "{pipeline: p}"), ns);
      awaitPods(ns, 2);
      cluster.awaitCondition(ns, "PipelineRun", "one", "Succeeded", "Unknown Running: 1 of 3");
      deleteStepB(ns);
    } finally {
      first.kill();
    }
    try (TestCluster.Running second = cluster.operator(Map.of())) {
      cluster.awaitCondition(
          ns, "PipelineRun", "one", "Succeeded", "False RevisionLost: ControllerRevision tf-b-");
      assertThat(cluster.runs(ns).get(0).getStatus().tasks())
          .extracting(TaskStatus::state)
          .containsExactly(TaskState.SUCCEEDED, TaskState.CANCELLED, TaskState.CANCELLED);
      assertThat(cluster.admin.pods().inNamespace(ns).withName("one-a-1").get()).isNull();

      cluster.load(Yaml.transform("b", "a", "SELECT 1"), ns);
      awaitPods(ns, 4);
      deleteStepB(ns);
      cluster.load(Yaml.transform("b", "a", "SELECT 1"), ns);
      cluster.load(Yaml.run("three", "{pipeline: p}"), ns);
      cluster.load(Yaml.run("two", "{pipeline: p, desiredState: Cancelled}"), ns);
      awaitPods(ns, 6);
      assertThat(revisions(ns)).anyMatch(name -> name.startsWith("tf-b-"));
      cluster.kubelet.release(ns, "a");
      cluster.awaitCondition(ns, "PipelineRun", "three", "Succeeded", "True Succeeded");
      assertThat(get(second, "/readyz")).startsWith("200");
    }
  }

  /** What a step owns is collected in the cluster's own time, here at once. */
  private void deleteStepB(String ns) {
    cluster.admin.resources(Transform.class).inNamespace(ns).withName("b").delete();
    revisions(ns).stream()
        .filter(name -> name.startsWith("tf-b-"))
        .forEach(
            name ->
                cluster.admin.apps().controllerRevisions().inNamespace(ns).withName(name).delete());
    assertThat(revisions(ns)).noneMatch(name -> name.startsWith("tf-b-"));
  }

  private List<String> revisions(String ns) {
    return cluster.admin.apps().controllerRevisions().inNamespace(ns).list().getItems().stream()
        .map(revision -> revision.getMetadata().getName())
        .toList();
  }
}
