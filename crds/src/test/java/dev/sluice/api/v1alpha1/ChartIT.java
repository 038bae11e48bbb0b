package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dev.cluster.LocalCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartIT {
  private static final Path HELM = Path.of("../helm");
  private static final String OPERATOR_NAMESPACE = "default";

  private static LocalCluster cluster;

  @BeforeAll
  static void bindTheRightsToTheOperator() throws IOException {
    cluster = LocalCluster.start();
    KubernetesClient client = cluster.client();
    try (InputStream rights = Files.newInputStream(HELM.resolve("sluice/files/rbac.yaml"))) {
      for (HasMetadata role : client.load(rights).items()) {
        client.resource(role).inNamespace(OPERATOR_NAMESPACE).create();
      }
    }
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("sluice")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "sluice")
                .addNewSubject("", "ServiceAccount", "sluice", OPERATOR_NAMESPACE)
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("sluice")
                .withNamespace(OPERATOR_NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "sluice-leader-election")
                .addNewSubject("", "ServiceAccount", "sluice", OPERATOR_NAMESPACE)
                .build())
        .create();
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void chartPassesLintAndTheApiServerTakesIt() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(HELM.resolve("test.sh").toString()).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    builder.environment().put("KUBECTL", cluster.kubectl().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeFalse(output.contains("helm: skipped"), output);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output)
        .containsPattern("helm: default: \\d+ objects pass")
        .containsPattern("helm: namespaced: \\d+ objects pass")
        .containsPattern("helm: ha: \\d+ objects pass");
  }

  @ParameterizedTest
  @CsvSource({
    "watch,  sluice.dev,          transforms,          team",
    "create, sluice.dev,          pipelineruns,        team",
    "delete, sluice.dev,          pipelineruns,        team",
    "patch,  sluice.dev,          pipelineruns/status, team",
    "create, '',                  pods,                team",
    "create, apps,                controllerrevisions, team",
    "create, '',                  events,              team",
    "patch,  coordination.k8s.io, leases,              default"
  })
  void operatorMayDoItsWork(String verb, String group, String resource, String namespace) {
    assertThat(isAllowed(verb, group, resource, namespace)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "get,    '',                        secrets,      team",
    "get,    '',                        configmaps,   team",
    "patch,  sluice.dev,                transforms,   team",
    "update, sluice.dev,                pipelineruns, team",
    "delete, sluice.dev,                pipelines,    team",
    "create, '',                        pods/exec,    team",
    "patch,  '',                        pods,         team",
    "create, apps,                      deployments,  team",
    "get,    coordination.k8s.io,       leases,       team",
    "create, rbac.authorization.k8s.io, rolebindings, team"
  })
  void operatorMayDoNothingElse(String verb, String group, String resource, String namespace) {
    assertThat(isAllowed(verb, group, resource, namespace)).isFalse();
  }

  private static boolean isAllowed(String verb, String group, String resource, String namespace) {
    int slash = resource.indexOf('/');
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser("system:serviceaccount:" + OPERATOR_NAMESPACE + ":sluice")
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(group)
            .withResource(slash < 0 ? resource : resource.substring(0, slash))
            .withSubresource(slash < 0 ? "" : resource.substring(slash + 1))
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    return cluster.client().resource(review).create().getStatus().getAllowed();
  }
}
