package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.dev.cluster.LocalCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrdIT {
  private static final String NAMESPACE = "contract";
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Pattern VALUE = Pattern.compile("(?s)^Invalid value: .*?: (?=[^:\"])");

  private static LocalCluster cluster;
  private static KubernetesClient client;

  private final List<GenericKubernetesResource> created = new ArrayList<>();

  @BeforeAll
  static void startCluster() {
    cluster = LocalCluster.start();
    client = cluster.client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    for (String yaml : CrdFiles.generate().values()) {
      client.resource(Serialization.unmarshal(yaml, CustomResourceDefinition.class)).create();
    }
    for (Class<?> kind : CrdFiles.KINDS.keySet()) {
      String name = HasMetadata.getFullResourceName(kind);
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(name)
          .waitUntilCondition(CrdIT::isServed, 30, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void deleteWhatWasCreated() {
    created.forEach(resource -> client.resource(resource).delete());
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.api.v1alpha1.Fixture#good")
  void goodFixtureIsAccepted(Fixture fixture) {
    GenericKubernetesResource stored = apply(fixture.last());
    if (fixture.last().has("status")) {
      stored.setAdditionalProperty("status", fixture.last().get("status"));
      stored = client.resource(stored).updateStatus();
    }

    JsonNode tree = Serialization.unmarshal(Serialization.asJson(stored), JsonNode.class);
    JsonNode expected = Serialization.unmarshal(fixture.last().toString(), JsonNode.class);
    assertThat(tree.get("spec")).as("nothing is dropped or added").isEqualTo(expected.get("spec"));
    assertThat(tree.get("status")).isEqualTo(expected.get("status"));
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.api.v1alpha1.Fixture#bad")
  void badFixtureIsRefusedWithItsMessage(Fixture fixture) {
    List<JsonNode> resources = fixture.resources();
    resources.subList(0, resources.size() - 1).forEach(this::apply);

    KubernetesClientException refusal =
        catchThrowableOfType(KubernetesClientException.class, () -> apply(fixture.last()));

    assertThat(refusal).as("the API server accepted it").isNotNull();
    assertThat(messages(refusal.getStatus())).contains(fixture.expect());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{cpu: 2}", "{cpu: 500m}", "{memory: \"1e9\"}", "{memory: 1073741824}"})
  void amountsThatPodsTakeAreTaken(String limits) {
    String transform =
        """
        apiVersion: sluice.dev/v1alpha1
        kind: Transform
        metadata: {name: amounts}
        spec:
          inputs: [{name: raw, from: {transform: cleaned}}]
          sql: SELECT * FROM raw
          output: {objectStore: lake, path: processed/amounts}
          resources: {limits: %s}
        """;
    JsonNode resource = Serialization.unmarshal(transform.formatted(limits), JsonNode.class);

    apply(resource);

    Transform read =
        client.resources(Transform.class).inNamespace(NAMESPACE).withName("amounts").get();
    assertThat(read.getSpec().resources()).isNotNull();
  }

  @Test
  void suspendedRunGoesOnAndIsCancelled() {
    for (String state : List.of("Suspended", "Running", "Cancelled")) {
      apply(run("pipeline: movielens", state));
    }
    assertThat(
            client
                .resources(PipelineRun.class)
                .inNamespace(NAMESPACE)
                .withName("states")
                .get()
                .getSpec()
                .desiredState())
        .isEqualTo(DesiredState.CANCELLED);
  }

  @Test
  void applyingTheSameTwiceChangesNothing() {
    GenericKubernetesResource first = apply(run("pipeline: movielens", "Running"));
    GenericKubernetesResource second = apply(run("pipeline: movielens", "Running"));

    assertThat(second.getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
  }

  @Test
  void unknownKindIsNamed() throws Exception {
    assertThat(
            kubectl(
                "create",
                "-f",
                "-",
                "apiVersion: sluice.dev/v1alpha1\nkind: Transfrom\nmetadata: {name: a}"))
        .contains("no matches for kind \"Transfrom\" in version \"sluice.dev/v1alpha1\"");
  }

  @Test
  void kubectlFindsAllKindsByCategoryAndShortName() throws Exception {
    apply(run("pipeline: movielens", "Running"));

    assertThat(kubectl("get", "sluice", "-o", "name", ""))
        .contains("pipelinerun.sluice.dev/states");
    assertThat(kubectl("get", "plr", ""))
        .startsWith("NAME")
        .contains("PIPELINE", "DATE", "STATUS", "TASKS", "STARTED", "DURATION", "AGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "prod"})
  void environmentsOfADbtProjectAreOverlaysThatTheServerAccepts(String environment)
      throws Exception {
    Path overlay = EXAMPLES.resolve("netflix-dbt/overlays/" + environment);
    String yaml =
        kubectl("kustomize", "--load-restrictor", "LoadRestrictionsNone", overlay.toString(), "");
    assertThat(kubectl("create", "namespace", "netflix-" + environment, "")).contains("created");

    // The resources name their namespace themselves.
    String said = kubectl("apply", "--namespace=", "--dry-run=server", "-f", "-", yaml);

    assertThat(said)
        .contains("pipeline.sluice.dev/netflix created", "modelrun.sluice.dev/netflix created")
        .doesNotContain("invalid", "rror");
    assertThat(yaml).contains("namespace: netflix-" + environment, "target: " + environment);
  }

  private static JsonNode run(String what, String state) {
    return Serialization.unmarshal(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: PipelineRun
        metadata: {name: states}
        spec: {%s, desiredState: %s}
        """
            .formatted(what, state),
        JsonNode.class);
  }

  private GenericKubernetesResource apply(JsonNode tree) {
    GenericKubernetesResource resource =
        Serialization.unmarshal(tree.toString(), GenericKubernetesResource.class);
    resource.getMetadata().setNamespace(NAMESPACE);
    NamespaceableResource<GenericKubernetesResource> request = client.resource(resource);
    GenericKubernetesResource stored =
        request.get() == null
            ? request.fieldValidation(Validation.STRICT).create()
            : request.fieldValidation(Validation.STRICT).update();
    created.removeIf(other -> other.getMetadata().getUid().equals(stored.getMetadata().getUid()));
    created.add(stored);
    return stored;
  }

  /** What the server says of each field, without the value that it repeats. */
  private static List<String> messages(Status status) {
    List<String> messages = new ArrayList<>();
    if (status.getDetails() != null) {
      for (StatusCause cause : status.getDetails().getCauses()) {
        boolean whole = cause.getField() == null || cause.getField().equals("<nil>");
        String message = VALUE.matcher(cause.getMessage()).replaceFirst("");
        messages.add(whole ? message : cause.getField() + ": " + message);
      }
    }
    int strict = status.getMessage().indexOf("strict decoding error");
    if (strict >= 0) {
      messages.add(status.getMessage().substring(strict));
    }
    return messages;
  }

  private static boolean isServed(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  /** Runs kubectl with the arguments, the last of which is its input. */
  private static String kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(cluster.kubectl().toString());
    command.add("--namespace=" + NAMESPACE);
    command.addAll(List.of(arguments).subList(0, arguments.length - 1));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    Process process = builder.start();
    try (var input = process.getOutputStream()) {
      input.write(arguments[arguments.length - 1].getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
