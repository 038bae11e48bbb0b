package dev.sluice.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.Reasons;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.StepRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodFactoryTest {

  private static final String LOAD =
      Attempts.RAW
          + "- {kind: WarehouseLoad, name: load, spec: {from: {datasetIngest: raw}, format: {csv: {header: true}},"
          + " warehouse: duck, table: raw.films, mode: Append%s}}\n";

  private final PodFactory factory =
      new PodFactory(
          OperatorConfig.of(Map.of("SLUICE_VERSION", "1.0")),
          new FakeConnections()
              .withStore("lake", "{bucket: films, credentials: {secretRef: {name: keys}}}")
              .withWarehouse("duck", "{duckdb: {claimName: warehouse}}"));

  private PodFactory.Made made(String more, int number) {
    return factory.make(Attempts.of(LOAD.formatted(more), "warehouseLoad", "load", number));
  }

  private Pod pod(String more) {
    PodFactory.Made made = made(more, 1);
    assertThat(made.problem()).isNull();
    return made.pod();
  }

  @Test
  void thePodOfAnAttemptIsThis() throws IOException {
    assertThat(Serialization.asYaml(pod(", timeout: 1h")))
        .isEqualTo(Files.readString(Path.of("src/test/resources/pod/warehouse-load.yaml")));
  }

  @Test
  void theSameAttemptGivesTheSamePodAndTheNextOneAnother() {
    assertThat(made("", 1)).isEqualTo(made("", 1));
    assertThat(made("", 2).pod().getMetadata().getName()).isEqualTo("nightly-load-2");
  }

  @Test
  void podsKeepToPodSecurityRestricted() {
    Pod pod = pod("");
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getVolumes()).allMatch(volume -> volume.getHostPath() == null);
    for (Container container : pod.getSpec().getContainers()) {
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    }
  }

  @Test
  void placesAreAskedForAtWhatIsLimitedOnly() {
    PodFactory.Made made = made("", 1);
    assertThat(made.connections()).containsExactlyInAnyOrder("store/lake", "warehouse/duck");
    assertThat(made.limited()).containsExactly("warehouse/duck");
    assertThat(made.pod().getMetadata().getAnnotations())
        .containsEntry(Labels.USES, "warehouse/duck");
  }

  @Test
  void optionsOfTheStepAreKeptAndLabelsOfSluiceWin() {
    Pod pod =
        pod(
            ", serviceAccountName: loader, resources: {limits: {memory: 3Gi}}, pod: {image: own:1,"
                + " labels: {team: data, sluice.dev/run: other}, annotations: {note: x},"
                + " nodeSelector: {disk: ssd}, imagePullSecrets: [{name: pull}],"
                + " tolerations: [{key: k, operator: Exists, effect: NoSchedule}],"
                + " priorityClassName: high}");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("team", "data")
        .containsEntry(Labels.RUN, "nightly");
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("note", "x");
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("loader");
    assertThat(pod.getSpec().getNodeSelector()).containsEntry("disk", "ssd");
    assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("high");
    assertThat(pod.getSpec().getImagePullSecrets())
        .singleElement()
        .satisfies(secret -> assertThat(secret.getName()).isEqualTo("pull"));
    assertThat(pod.getSpec().getTolerations())
        .singleElement()
        .satisfies(
            toleration -> {
              assertThat(toleration.getOperator()).isEqualTo("Exists");
              assertThat(toleration.getEffect()).isEqualTo("NoSchedule");
            });
    Container container = pod.getSpec().getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("own:1");
    assertThat(container.getResources().getLimits().get("memory")).hasToString("3Gi");
  }

  @Test
  void checksRunWhereTheirEngineIs() {
    String checks =
        Attempts.RAW
            + "- {kind: QualityCheck, name: sane, spec: {from: {datasetIngest: raw, format: {csv: {}}},"
            + " checks: [{rowCount: {min: 1}}]%s}}\n";
    Map<String, String> engines =
        Map.of("", "sluice-warehouse:1.0 1Gi", ", engine: Spark", "sluice-spark:1.0 2Gi");
    engines.forEach(
        (engine, expected) -> {
          PodFactory.Made made =
              factory.make(Attempts.of(checks.formatted(engine), "qualityCheck", "sane", 1));
          assertThat(made.problem()).isNull();
          Container container = made.pod().getSpec().getContainers().get(0);
          assertThat(
                  container.getImage() + " " + container.getResources().getLimits().get("memory"))
              .endsWith(expected);
        });
  }

  @Test
  void theRunnerReadsTheRequestBack() throws IOException {
    StepRequest request =
        Json.MAPPER.readValue(
            pod("").getSpec().getContainers().get(0).getEnv().get(0).getValue(), StepRequest.class);
    assertThat(request.run().attempt()).isEqualTo(1);
    assertThat(request.load().table()).isEqualTo("raw.films");
    assertThat(request.store("lake").bucket()).isEqualTo("films");
  }

  /** Kubernetes replaces {@code $$} and {@code $(X)} in the variables of a container. */
  @Test
  void dollarsOfSqlReachTheRunnerAsTheyWereWritten() throws IOException {
    assertThat(toldWith("DO $$ BEGIN PERFORM $1, '$(KUBERNETES_SERVICE_HOST)', '\\$$$' END $$"))
        .doesNotContain("$");
  }

  /** A JVM without a locale, as in many images, takes its environment for ASCII. */
  @Test
  void lettersOfAnyScriptReachARunnerWithoutALocale() throws IOException {
    assertThat(toldWith("SELECT 'Amélie, 七人の侍 🎬'")).matches("\\p{ASCII}*");
  }

  /** The request of a load with this set-up SQL, which must be in it unchanged. */
  private String toldWith(String sql) throws IOException {
    String value =
        pod(", setupSql: [\"" + sql.replace("\\", "\\\\") + "\"]")
            .getSpec()
            .getContainers()
            .get(0)
            .getEnv()
            .get(0)
            .getValue();
    assertThat(Json.MAPPER.readValue(value, StepRequest.class).load().setupSql())
        .containsExactly(sql);
    return value;
  }

  @Test
  void aStepThatIsTooLargeForAPodIsNamed() {
    String sql = "SELECT 1 -- " + "x".repeat(8000);
    String setup = ", setupSql: [" + ("'" + sql + "', ").repeat(17) + "'" + sql + "']";
    PodFactory.Made made = made(setup, 1);
    assertThat(made.pod()).isNull();
    assertThat(made.problem().reason()).isEqualTo(Reasons.SPEC_TOO_LARGE);
    assertThat(made.problem().message())
        .startsWith("WarehouseLoad load is larger than the 120 KiB");
  }
}
