package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.v1alpha1.CelRules.CelRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FixtureTest {
  private static final Map<String, String> CRDS = CrdFiles.generate();
  private static final ObjectMapper JSON = new JsonMapper();

  @ParameterizedTest
  @MethodSource("dev.sluice.api.v1alpha1.Fixture#good")
  void whatIsReadIsWrittenAgain(Fixture fixture) throws JsonProcessingException {
    Class<? extends HasMetadata> type =
        CrdFiles.KINDS.keySet().stream()
            .filter(kind -> kind.getSimpleName().equals(fixture.kind()))
            .findFirst()
            .orElseThrow();
    HasMetadata resource = Serialization.unmarshal(fixture.last().toString(), type);

    assertThat(JSON.readTree(Serialization.asJson(resource)))
        .isEqualTo(JSON.readTree(fixture.last().toString()));
  }

  @Test
  void everyKindHasAMinimalAndAFullFixture() {
    List<String> names = Fixture.good().map(Fixture::toString).toList();
    for (Class<?> kind : CrdFiles.KINDS.keySet()) {
      Path folder = Path.of(kind.getSimpleName().toLowerCase(java.util.Locale.ROOT));
      assertThat(names)
          .contains(
              folder.resolve("minimal.yaml").toString(), folder.resolve("full.yaml").toString());
    }
  }

  @Test
  void theFixturesTogetherSetEveryFieldOfASpec() {
    Set<String> unset = unsetFields("spec");
    // What is set for one use of a type in a kind need not be set for each other use of it.
    unset.removeIf(field -> field.startsWith("QualityCheck.checks[].relationships.to."));
    unset.removeIf(field -> field.startsWith("QualityCheck.from."));
    unset.removeIf(field -> field.contains(".format."));
    unset.removeIf(field -> field.startsWith("Pipeline.finally[]."));
    unset.removeIf(field -> field.startsWith("PipelineRun.step."));
    // A rule refuses it: steps and finally have the same type.
    unset.remove("Pipeline.steps[].notification");
    assertThat(unset).isEmpty();
  }

  @Test
  void theFixturesTogetherSetEveryFieldOfAStatus() {
    Set<String> unset = unsetFields("status");
    // All kinds of steps have the status of a QualityCheck.
    unset.removeIf(
        field ->
            field.matches("(DatasetIngest|Transform|WarehouseLoad|ModelRun|Notification)\\..*"));
    assertThat(unset).isEmpty();
  }

  @Test
  void everyRuleHasAFixtureThatBreaksIt() {
    Map<String, List<CelRule>> byMessage = rulesByMessage();
    List<String> expected =
        Fixture.bad().map(bad -> bad.expect().replaceAll("\\[\\d+]", "[]")).toList();
    List<String> untested = new ArrayList<>();
    byMessage.forEach(
        (message, rules) -> {
          boolean tested =
              rules.stream()
                  .anyMatch(
                      rule ->
                          expected.stream()
                              .anyMatch(
                                  expect ->
                                      expect.startsWith(rule.path()) && expect.endsWith(message)));
          if (!tested) {
            untested.add(message);
          }
        });
    assertThat(untested).isEmpty();
    assertThat(byMessage).hasSizeGreaterThan(25);
  }

  @Test
  void aMessageBelongsToOneRuleOnly() {
    rulesByMessage()
        .forEach(
            (message, rules) ->
                assertThat(rules.stream().map(CelRule::rule).distinct()).as(message).hasSize(1));
  }

  private static Set<String> unsetFields(String part) {
    Set<String> unset = new LinkedHashSet<>();
    for (String yaml : CRDS.values()) {
      JsonNode crd = Serialization.unmarshal(yaml, JsonNode.class);
      String kind = crd.at("/spec/names/kind").asText();
      List<JsonNode> values =
          Fixture.good()
              .filter(fixture -> fixture.kind().equals(kind) && fixture.last().has(part))
              .map(fixture -> fixture.last().get(part))
              .toList();
      JsonNode schema = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/" + part);
      collectUnset(kind, schema, values, unset);
    }
    return unset;
  }

  private static Map<String, List<CelRule>> rulesByMessage() {
    Map<String, List<CelRule>> byMessage = new LinkedHashMap<>();
    CRDS.values()
        .forEach(
            yaml ->
                CelRules.of(
                        Serialization.unmarshal(yaml, JsonNode.class)
                            .at("/spec/versions/0/schema/openAPIV3Schema"))
                    .forEach(
                        rule ->
                            byMessage
                                .computeIfAbsent(rule.message(), message -> new ArrayList<>())
                                .add(rule)));
    return byMessage;
  }

  private static void collectUnset(
      String path, JsonNode schema, List<JsonNode> values, Set<String> unset) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              List<JsonNode> set =
                  values.stream()
                      .filter(value -> value.has(field.getKey()))
                      .map(value -> value.get(field.getKey()))
                      .toList();
              String name = path + "." + field.getKey();
              if (set.isEmpty()) {
                unset.add(name);
              }
              collectUnset(name, field.getValue(), set, unset);
            });
    if (schema.has("items")) {
      List<JsonNode> entries = new ArrayList<>();
      values.forEach(list -> list.forEach(entries::add));
      collectUnset(path + "[]", schema.get("items"), entries, unset);
    }
  }
}
