package dev.sluice.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.OnChange;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.run.RunQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example is accepted by the API server, and its pipelines start all of their tasks. */
class ExamplesIT {

  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path CONNECTIONS = EXAMPLES.resolve("movielens-elt/connections.yaml");

  private static TestCluster cluster;
  private static TestCluster.Running operator;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.get();
    operator = cluster.operator(Map.of());
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  /** Folders with documents of their own, but for overlays that have the pipeline themselves. */
  static List<Path> folders() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      List<Path> folders =
          files
              .filter(ExamplesIT::isDocument)
              .map(Path::getParent)
              .filter(folder -> !hasPipeline(folder.resolve("kustomization.yaml")))
              .distinct()
              .sorted()
              .toList();
      assertThat(folders).contains(EXAMPLES.resolve("movielens-elt"));
      return folders;
    }
  }

  private static boolean isDocument(Path file) {
    return file.toString().endsWith(".yaml") && text(file).contains("apiVersion: sluice.dev/");
  }

  private static boolean hasPipeline(Path kustomization) {
    return Files.exists(kustomization) && text(kustomization).contains("../../pipeline.yaml");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String documents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(ExamplesIT::isDocument)
          .sorted()
          .map(ExamplesIT::text)
          .collect(Collectors.joining("\n---\n"));
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void isAcceptedAndRuns(Path folder) throws IOException {
    String ns = "example-" + EXAMPLES.relativize(folder).toString().replace('/', '-');
    cluster.namespace(ns);
    String documents = documents(folder);
    if (!documents.contains("kind: Pipeline")) {
      // The connections of an overlay, instead of those beside the pipeline.
      documents += "\n---\n" + text(folder.resolve("../../pipeline.yaml"));
    }
    if (!documents.contains("kind: ObjectStore")) {
      // As in the demo, which has the connections that the examples share.
      cluster.load(text(CONNECTIONS), ns);
    }
    run(documents, ns);
  }

  @ParameterizedTest
  @CsvSource({"athena, engine: Athena, 4", "power-bi, notification: dashboard, 1"})
  void anOverlayThatPatchesThePipelineIsAcceptedAndRuns(String overlay, String patch, int times)
      throws Exception {
    String ns = "example-" + overlay;
    cluster.namespace(ns);
    String documents = kustomized(EXAMPLES.resolve("imdb/overlays/" + overlay));
    assertThat(documents.split(patch, -1)).hasSize(times + 1);
    if (!documents.contains("kind: ObjectStore")) {
      cluster.load(text(CONNECTIONS), ns);
    }
    run(documents, ns);
  }

  private static String kustomized(Path overlay) throws IOException, InterruptedException {
    Process kubectl =
        new ProcessBuilder(
                cluster.local.kubectl().toString(),
                "kustomize",
                "--load-restrictor",
                "LoadRestrictionsNone",
                overlay.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String documents = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).isZero();
    return documents;
  }

  private static void run(String documents, String ns) {
    makeSecrets(documents, ns);
    cluster.load(documents, ns);
    List<Pipeline> pipelines =
        cluster.admin.resources(Pipeline.class).inNamespace(ns).list().getItems();
    for (Pipeline pipeline : pipelines) {
      String name = pipeline.getMetadata().getName();
      cluster.awaitCondition(ns, "Pipeline", name, "Ready", "True Ready");
      PipelineRun run = ended(ns, name);
      assertThat(run.getStatus().tasks())
          .extracting(TaskStatus::name)
          .hasSize(pipeline.getSpec().steps().size() + pipeline.getSpec().finallySteps().size());
      assertThat(cluster.condition(ns, run.getKind(), run.getMetadata().getName(), "Succeeded"))
          .startsWith("True Succeeded");
    }
    assertThat(cluster.kubelet.made(ns)).isNotEmpty().doesNotHaveDuplicates();
  }

  /** The first run of a pipeline, ended; where nothing else starts one, the test does. */
  private static PipelineRun ended(String ns, String pipeline) {
    boolean isStarted =
        cluster
                .admin
                .resources(Pipeline.class)
                .inNamespace(ns)
                .withName(pipeline)
                .get()
                .getSpec()
                .onChange()
            != OnChange.NONE;
    if (!isStarted) {
      cluster.load(Yaml.run("by-hand-" + pipeline, "{pipeline: " + pipeline + "}"), ns);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> runs(ns, pipeline).anyMatch(RunQueue::isFinal));
    return runs(ns, pipeline).filter(RunQueue::isFinal).findFirst().orElseThrow();
  }

  private static Stream<PipelineRun> runs(String ns, String pipeline) {
    return cluster.runs(ns).stream().filter(run -> pipeline.equals(run.getSpec().pipeline()));
  }

  /** The kubelet starts no pod whose Secret is missing. */
  private static void makeSecrets(String documents, String ns) {
    Matcher reference =
        Pattern.compile("ecretRef:\\s*\\{?\\s*name: ([a-z0-9-]+)").matcher(documents);
    while (reference.find()) {
      HasMetadata secret =
          new SecretBuilder()
              .withNewMetadata()
              .withNamespace(ns)
              .withName(reference.group(1))
              .endMetadata()
              .addToStringData("key", "value")
              .build();
      cluster.admin.resource(secret).serverSideApply();
    }
  }
}
