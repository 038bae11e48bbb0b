package dev.sluice.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.ArgoHealth;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/gitops.md promises, on a real API server, applied as Argo CD does. */
class GitOpsIT {

  private static final String TRACKED =
      "{annotations: {argocd.argoproj.io/tracking-id: \"shop:x/y:z/w\"}, labels:"
          + " {app.kubernetes.io/instance: shop}, ";

  @TempDir private static Path folder;
  private static TestCluster cluster;
  private static TestCluster.Running operator;
  private static ArgoHealth health;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.get();
    operator = cluster.operator(Map.of());
    health = patched();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  /** The health checks, from a ConfigMap that has other data already, patched as the page says. */
  private static ArgoHealth patched() throws Exception {
    cluster.namespace("argocd");
    cluster
        .admin
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("argocd")
                .withName("argocd-cm")
                .endMetadata()
                .addToData("url", "https://argocd.example.com")
                .build())
        .create();
    String patch = ArgoHealth.PATCH.toString();
    Said said = kubectl("patch", "configmap", "argocd-cm", "-n", "argocd", "--patch-file", patch);
    assertThat(said.code()).as(said.text()).isZero();
    Map<String, String> data =
        cluster.admin.configMaps().inNamespace("argocd").withName("argocd-cm").get().getData();
    assertThat(data).hasSize(11).containsEntry("url", "https://argocd.example.com");
    return new ArgoHealth(data);
  }

  private record Said(int code, String text) {}

  private static Said kubectl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(cluster.local.kubectl().toString()));
    command.addAll(List.of("--kubeconfig", cluster.local.kubeconfig().toString()));
    command.addAll(List.of("--cache-dir", folder.resolve("cache").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  /** Applies documents as Argo CD does with server-side apply. */
  private static Said sync(String ns, String documents) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("documents.yaml"),
            documents.replace("metadata: {", "metadata: " + TRACKED));
    return kubectl(
        "apply", "--server-side", "--field-manager=argocd-controller", "-n", ns, "-f", "" + file);
  }

  private static String health(String ns, String kind, String name) {
    return health.of(
        cluster
            .admin
            .genericKubernetesResources("sluice.dev/v1alpha1", kind)
            .inNamespace(ns)
            .withName(name)
            .get());
  }

  private static void awaitHealth(String ns, String kind, String name, String start) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(health(ns, kind, name)).startsWith(start));
  }

  private static PipelineRun made(String ns) {
    await().atMost(Duration.ofSeconds(20)).until(() -> cluster.runs(ns).size() == 1);
    return cluster.runs(ns).get(0);
  }

  @Test
  void aSyncStartsOneRunThatArgoDoesNotTakeForItsOwn() throws Exception {
    String ns = "gitops-sync";
    cluster.namespace(ns);
    cluster.kubelet.hold(ns, "a");
    assertThat(sync(ns, Yaml.chain("")).code()).isZero();
    String run = made(ns).getMetadata().getName();
    awaitHealth(ns, "PipelineRun", run, "Progressing: 1 of 3 tasks have ended; running: a");
    cluster.kubelet.release(ns, "a");
    awaitHealth(ns, "PipelineRun", run, "Healthy: All 3 tasks succeeded.");
    awaitHealth(ns, "Pipeline", "p", "Healthy: The steps are valid and form a graph.");
    awaitHealth(ns, "DatasetIngest", "source", "Healthy: The definition is valid.");
    awaitHealth(ns, "ObjectStore", "lake", "Healthy: ");

    List<HasMetadata> children = new ArrayList<>(cluster.runs(ns));
    List<Pod> pods = cluster.admin.pods().inNamespace(ns).list().getItems();
    List<ControllerRevision> revisions =
        cluster.admin.apps().controllerRevisions().inNamespace(ns).list().getItems();
    assertThat(pods).isNotEmpty();
    assertThat(revisions).hasSize(4);
    children.addAll(pods);
    children.addAll(revisions);
    assertThat(children)
        .allSatisfy(
            child -> {
              assertThat(child.getMetadata().getOwnerReferences()).hasSize(1);
              assertThat(child.getMetadata().getLabels())
                  .doesNotContainKey("app.kubernetes.io/instance");
              assertThat(child.getMetadata().getAnnotations())
                  .doesNotContainKey("argocd.argoproj.io/tracking-id");
            });

    // Nothing has changed but the annotations.
    Said again = sync(ns, Yaml.chain("").replace("shop:", "other:"));
    assertThat(again.code()).as(again.text()).isZero();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .until(() -> cluster.runs(ns).size() == 1);
  }

  @Test
  void theHookOfThePageIsARunThatTheSyncCanWaitFor() throws Exception {
    String ns = "gitops-hook";
    cluster.namespace(ns);
    assertThat(sync(ns, Yaml.chain(", onChange: None")).code()).isZero();
    awaitHealth(ns, "Pipeline", "p", "Healthy");
    cluster.kubelet.hold(ns, "source");
    List<String> blocks = blocks();
    assertThat(blocks).hasSize(1);
    Path hook = Files.writeString(folder.resolve("hook.yaml"), blocks.get(0));
    assertThat(kubectl("create", "-n", ns, "-f", hook.toString()).text())
        .startsWith("pipelinerun.sluice.dev/after-sync-");
    String run = made(ns).getMetadata().getName();
    awaitHealth(ns, "PipelineRun", run, "Progressing: 0 of 3 tasks have ended; running: source");
    desire(ns, run, "Suspended");
    awaitHealth(ns, "PipelineRun", run, "Suspended: Nothing new starts.");
    desire(ns, run, "Cancelled");
    awaitHealth(ns, "PipelineRun", run, "Degraded: The run was cancelled.");
    cluster.kubelet.release(ns, "source");
  }

  private static void desire(String ns, String run, String state) throws Exception {
    String patch = "{\"spec\": {\"desiredState\": \"" + state + "\"}}";
    assertThat(kubectl("patch", "plr", run, "-n", ns, "--type=merge", "-p", patch).code()).isZero();
  }

  private static List<String> blocks() throws IOException {
    Matcher block =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/gitops.md")));
    return block.results().map(found -> found.group(1)).toList();
  }

  @Test
  void aRunOfGitRunsOnceAndOnlyItsDesiredStateMayChange() throws Exception {
    String ns = "gitops-run";
    cluster.namespace(ns);
    String run = Yaml.run("past", "{pipeline: p, date: \"2026-11-01\"}");
    assertThat(sync(ns, Yaml.chain(", onChange: None") + run).code()).isZero();
    awaitHealth(ns, "PipelineRun", "past", "Healthy: All 3 tasks succeeded.");
    assertThat(sync(ns, run).text()).contains("serverside-applied");
    Said refused = sync(ns, run.replace("-01\"", "-02\""));
    assertThat(refused.code()).isNotZero();
    assertThat(refused.text())
        .contains("date of a run cannot be changed: undo the change, or make a new PipelineRun");
    String cancelled = run.replace("pipeline: p", "pipeline: p, desiredState: Cancelled");
    assertThat(sync(ns, cancelled).code()).isZero();
    assertThat(health(ns, "PipelineRun", "past")).startsWith("Healthy: All 3 tasks succeeded.");
  }

  @Test
  void whatIsWrongIsDegradedAndWhatWaitsForItProgresses() throws Exception {
    String ns = "gitops-wrong";
    cluster.namespace(ns);
    String store =
        Yaml.STORE.replace(
            "{bucket: lake}", "{bucket: lake, credentials: {secretRef: {name: absent}}}");
    String missing =
        Yaml.pipeline("lost", "{steps: [{transform: nowhere}], onChange: None}")
            + Yaml.run("never", "{pipeline: lost}");
    assertThat(sync(ns, Yaml.chain("").replace(Yaml.STORE, store) + missing).code()).isZero();
    awaitHealth(ns, "ObjectStore", "lake", "Degraded: The probe ");
    awaitHealth(ns, "Transform", "a", "Progressing: ObjectStore lake is not ready: The probe ");
    awaitHealth(ns, "Pipeline", "p", "Progressing: ");
    awaitHealth(ns, "Pipeline", "lost", "Degraded: The pipeline names Transform nowhere");
    awaitHealth(ns, "PipelineRun", "never", "Progressing: The pipeline names Transform nowhere");
  }
}
