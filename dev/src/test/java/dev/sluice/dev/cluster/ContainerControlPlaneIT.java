package dev.sluice.dev.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerControlPlaneIT {
  @TempDir Path folder;

  @Test
  void k3sInAContainerIsACluster() {
    assumeTrue(ContainerControlPlane.isPossible(), "No container engine: k3s is not tried");
    try (LocalCluster cluster = LocalCluster.inContainer(folder.resolve("cluster"))) {
      cluster
          .client()
          .resource(
              new NamespaceBuilder().withNewMetadata().withName("films").endMetadata().build())
          .create();
      cluster.stopApiServer();
      cluster.startApiServer();
      assertThat(cluster.client().namespaces().withName("films").get()).isNotNull();
      assertThat(cluster.client().nodes().list().getItems()).isEmpty();
    }
  }

  @Test
  void withoutAContainerEngineTheRemedyIsNamed() {
    assumeFalse(ContainerControlPlane.isPossible(), "A container engine answers");
    assertThatThrownBy(() -> LocalCluster.inContainer(folder))
        .hasMessageContaining("CLUSTER=k3s needs Docker")
        .hasMessageContaining("unset CLUSTER");
  }
}
