package dev.sluice.dev.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterIT {
  @TempDir static Path folder;
  static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(folder.resolve("cluster"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    assertThat(folder.resolve("cluster")).doesNotExist();
  }

  private static ConfigMap create(String name, ConfigMap owner) {
    ConfigMapBuilder builder =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .endMetadata();
    if (owner != null) {
      builder
          .editMetadata()
          .addNewOwnerReference()
          .withApiVersion("v1")
          .withKind("ConfigMap")
          .withName(owner.getMetadata().getName())
          .withUid(owner.getMetadata().getUid())
          .endOwnerReference()
          .endMetadata();
    }
    return cluster.client().resource(builder.build()).create();
  }

  @Test
  void whatIsOwnedGoesWithItsOwner() {
    ConfigMap owner = create("owner", null);
    ConfigMap owned = create("owned", owner);
    cluster.client().resource(owner).delete();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.client().resource(owned).get() == null);
  }

  @Test
  void kubeconfigOfAServiceAccountHasItsRightsOnly() {
    Config config = Config.fromKubeconfig(cluster.kubeconfigFor("default", "default"));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      assertThatThrownBy(() -> client.secrets().inNamespace("default").list())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("system:serviceaccount:default:default")
          .hasMessageContaining("cannot list resource \"secrets\"");
    }
  }

  @Test
  void restartedApiServerKeepsItsObjects() {
    create("kept", null);
    cluster.stopApiServer();
    cluster.startApiServer();
    assertThat(cluster.client().configMaps().inNamespace("default").withName("kept").get())
        .isNotNull();
  }
}
