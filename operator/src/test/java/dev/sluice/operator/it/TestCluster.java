package dev.sluice.operator.it;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.dev.cluster.LocalCluster;
import dev.sluice.operator.Operator;
import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.run.RunQueue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/**
 * A real API server with the CRDs, a kubelet that pretends, and operators that have exactly the
 * rights of the chart; one for all tests of the process.
 */
final class TestCluster {

  static final String SYSTEM = "sluice-system";
  private static TestCluster instance;

  final LocalCluster local = LocalCluster.start();
  final KubernetesClient admin = local.client();
  final FakeKubelet kubelet;

  /** An operator and the client that it closes last. */
  record Running(Operator operator, KubernetesClient client) implements AutoCloseable {
    @Override
    public void close() {
      operator.close();
      client.close();
    }

    /** Ends it as a kill would: no word to anybody, nothing finished. */
    void kill() {
      client.close();
      operator.close();
    }
  }

  private TestCluster() throws IOException {
    namespace(SYSTEM);
    try (Stream<Path> crds = Files.list(Path.of("../crds"))) {
      for (Path crd : crds.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        load(Files.readString(crd), SYSTEM);
      }
    }
    load(Files.readString(Path.of("../helm/sluice/files/rbac.yaml")), SYSTEM);
    load(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: sluice}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: sluice}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sluice}
        subjects: [{kind: ServiceAccount, name: sluice, namespace: sluice-system}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: sluice}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sluice-leader-election}
        subjects: [{kind: ServiceAccount, name: sluice, namespace: sluice-system}]
        """,
        SYSTEM);
    kubelet = new FakeKubelet(admin);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> admin.resources(PipelineRun.class).inAnyNamespace().list() != null);
  }

  /** What the operator may do beside its leader election: the first document of the file. */
  static String rules() throws IOException {
    return Files.readString(Path.of("../helm/sluice/files/rbac.yaml")).split("\n---\n")[0];
  }

  static synchronized TestCluster get() throws IOException {
    if (instance == null) {
      instance = new TestCluster();
    }
    return instance;
  }

  void namespace(String name) {
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(name)
                .withName("default")
                .endMetadata()
                .build())
        .serverSideApply();
  }

  /** Applies documents as kubectl does. */
  void load(String yaml, String namespace) {
    InputStream stream = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    for (HasMetadata resource : admin.load(stream).items()) {
      boolean isGlobal =
          List.of("CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding")
              .contains(resource.getKind());
      if (!isGlobal) {
        resource.getMetadata().setNamespace(namespace);
      }
      admin.resource(resource).forceConflicts().serverSideApply();
    }
  }

  Running operator(Map<String, String> more) throws IOException {
    return operator("sluice", more);
  }

  Running operator(String serviceAccount, Map<String, String> more) throws IOException {
    Config config = Config.fromKubeconfig(local.kubeconfigFor(SYSTEM, serviceAccount));
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new OkHttpClientFactory())
            .build();
    Map<String, String> environment = new HashMap<>();
    environment.put("SLUICE_LEADER_ELECTION", "false");
    environment.put("SLUICE_HTTP_ADDRESS", "127.0.0.1");
    environment.put("SLUICE_HTTP_PORT", "0");
    environment.put("SLUICE_SETTLE_SECONDS", "1");
    environment.putAll(more);
    Operator operator = new Operator(OperatorConfig.of(environment), client, () -> {});
    operator.start();
    return new Running(operator, client);
  }

  /** The runs of a namespace, oldest first. */
  List<PipelineRun> runs(String namespace) {
    return admin.resources(PipelineRun.class).inNamespace(namespace).list().getItems().stream()
        .sorted(Comparator.comparing(run -> run.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** Waits until there are so many runs in a namespace and all have ended. */
  List<PipelineRun> ended(String namespace, int count) {
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                runs(namespace).size() == count
                    && runs(namespace).stream().allMatch(RunQueue::isFinal));
    return runs(namespace);
  }

  /** A condition as {@code True Reason: message}, or empty. */
  String condition(String namespace, String kind, String name, String type) {
    GenericKubernetesResource resource =
        admin
            .genericKubernetesResources("sluice.dev/v1alpha1", kind)
            .inNamespace(namespace)
            .withName(name)
            .get();
    Object conditions = resource == null ? null : resource.get("status", "conditions");
    if (conditions == null) {
      return "";
    }
    List<Condition> list =
        List.of(admin.getKubernetesSerialization().convertValue(conditions, Condition[].class));
    return Conditions.find(list, type)
        .map(c -> c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
        .orElse("");
  }

  void awaitCondition(String namespace, String kind, String name, String type, String start) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> Assertions.assertThat(condition(namespace, kind, name, type)).startsWith(start));
  }
}
