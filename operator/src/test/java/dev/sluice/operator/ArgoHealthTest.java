package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.ConnectionStatus;
import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.Transform;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The health that Argo CD sees of definitions; that of runs is in {@code RunHealthTest}. */
class ArgoHealthTest {

  private static final Set<String> WAITING =
      Set.of(Reasons.CONNECTION_NOT_READY, Reasons.STEP_NOT_READY);

  private final ArgoHealth health = ArgoHealth.shipped();

  ArgoHealthTest() throws IOException {}

  static Stream<String> reasons() {
    return Arrays.stream(Reasons.class.getFields()).map(ArgoHealthTest::value);
  }

  private static String value(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Condition> ready(@Nullable Boolean value, String reason, long generation) {
    return Conditions.set(
        List.of(), Conditions.READY, value, reason, "Why.", generation, Instant.EPOCH);
  }

  /** One of each type of status. */
  private static List<HasMetadata> resources(long generation, List<Condition> conditions) {
    Pipeline pipeline = new Pipeline();
    pipeline.setStatus(new PipelineStatus(1L, conditions, 3, "p-1", null, null, null, null));
    Transform transform = new Transform();
    transform.setStatus(new StepStatus(1L, conditions, "t-1", null, null, "Why."));
    ObjectStore store = new ObjectStore();
    store.setStatus(new ConnectionStatus(1L, conditions, "S3", "probe-os-lake-1"));
    Warehouse warehouse = new Warehouse();
    warehouse.setStatus(new ConnectionStatus(1L, conditions, "DuckDB", "probe-wh-w-1"));
    List<HasMetadata> resources = List.of(pipeline, transform, store, warehouse);
    resources.forEach(resource -> resource.getMetadata().setGeneration(generation));
    return resources;
  }

  @Test
  void everyKindHasACheck() throws IOException {
    try (Stream<Path> crds = Files.list(Path.of("../crds"))) {
      List<String> kinds =
          crds.filter(file -> file.toString().endsWith(".yaml"))
              .map(ArgoHealthTest::kind)
              .sorted()
              .toList();
      assertThat(kinds).hasSize(10);
      assertThat(health.scripts().keySet()).containsExactlyElementsOf(kinds);
      assertThat(health.scripts().values()).doesNotContain("").doesNotContainNull();
    }
  }

  private static String kind(Path crd) {
    try {
      return Definitions.yaml(Files.readString(crd)).at("/spec/names/kind").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsReadyIsHealthy() {
    assertThat(resources(1, ready(true, Reasons.READY, 1)))
        .allSatisfy(r -> assertThat(health.of(r)).isEqualTo("Healthy: Why."));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void whatIsNotReadyWaitsForAnotherOrIsDegraded(String reason) {
    String expected = WAITING.contains(reason) ? "Progressing: Why." : "Degraded: Why.";
    assertThat(resources(1, ready(false, reason, 1)))
        .allSatisfy(r -> assertThat(health.of(r)).isEqualTo(expected));
  }

  @Test
  void aReasonOfARunnerDegrades() {
    assertThat(resources(1, ready(false, "BucketNotFound", 1)))
        .allSatisfy(r -> assertThat(health.of(r)).isEqualTo("Degraded: Why."));
  }

  @Test
  void whatIsProbedProgresses() {
    assertThat(resources(1, ready(null, Reasons.PROBING, 1)))
        .allSatisfy(r -> assertThat(health.of(r)).isEqualTo("Progressing: Why."));
  }

  @Test
  void aStatusOfAnOlderGenerationProgresses() {
    for (Boolean value : List.of(true, false)) {
      assertThat(resources(2, ready(value, Reasons.READY, 1)))
          .allSatisfy(
              r ->
                  assertThat(health.of(r))
                      .isEqualTo(
                          "Progressing: The operator has not looked at this generation yet."));
    }
  }

  @Test
  void whatNobodyHasLookedAtProgresses() {
    String expected = "Progressing: The operator has not looked at it yet.";
    assertThat(resources(1, List.of()))
        .allSatisfy(r -> assertThat(health.of(r)).isEqualTo(expected));
    assertThat(health.of(new Pipeline())).isEqualTo(expected);
  }

  @Test
  void howAStepRanLastDoesNotChangeTheHealthOfItsDefinition() {
    List<Condition> conditions =
        Conditions.set(
            ready(true, Reasons.READY, 1),
            Conditions.SUCCEEDED,
            false,
            "ChecksFailed",
            "1 of 2 checks failed",
            1L,
            Instant.EPOCH);
    assertThat(resources(1, conditions))
        .allSatisfy(r -> assertThat(health.of(r)).isEqualTo("Healthy: Why."));
  }
}
