package dev.sluice.dev.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerCollectorIT {
  @TempDir static Path folder;
  static LocalCluster cluster;
  static KubernetesClient client;

  /** A folder as KUBEBUILDER_ASSETS is: no kube-controller-manager in it. */
  @BeforeAll
  static void start() throws Exception {
    KubernetesPrograms all = KubernetesPrograms.find();
    Path assets = Files.createDirectories(folder.resolve("assets"));
    Files.createSymbolicLink(assets.resolve("etcd"), all.etcd());
    Files.createSymbolicLink(assets.resolve("kube-apiserver"), all.apiServer());
    cluster =
        LocalCluster.start(
            folder.resolve("cluster"), KubernetesPrograms.inFolder(assets, "test assets"));
    client = cluster.client();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static ConfigMap ownedBy(HasMetadata owner, String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addNewOwnerReference()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private static void awaitGone(HasMetadata object) {
    await().atMost(Duration.ofSeconds(20)).until(() -> client.resource(object).get() == null);
  }

  @Test
  void whatACustomResourceOwnsGoesWithItDownToItsGrandchildren() {
    client
        .load(OwnerCollectorIT.class.getResourceAsStream("/dev/sluice/dev/cluster/thing-crd.yaml"))
        .create();
    String thing =
        """
        apiVersion: example.com/v1
        kind: Thing
        metadata: {name: thing, namespace: default}
        """;
    GenericKubernetesResource owner =
        await()
            .ignoreException(KubernetesClientException.class)
            .until(
                () ->
                    (GenericKubernetesResource)
                        client.resource(thing).inNamespace("default").create(),
                created -> created != null);
    ConfigMap child = client.resource(ownedBy(owner, "child")).create();
    ConfigMap grandchild = client.resource(ownedBy(child, "grandchild")).create();
    client.resource(owner).delete();
    awaitGone(child);
    awaitGone(grandchild);
  }

  @Test
  void whatIsCreatedForAnOwnerThatIsGoneGoesToo() {
    ConfigMap owner =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("owner")
                    .withNamespace("default")
                    .endMetadata()
                    .build())
            .create();
    client.resource(owner).delete();
    awaitGone(client.resource(ownedBy(owner, "late")).create());
  }

  @Test
  void newNamespacesGetTheirServiceAccount() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("new").endMetadata().build())
        .create();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(client.serviceAccounts().inNamespace("new").withName("default").get())
                    .isNotNull());
  }
}
