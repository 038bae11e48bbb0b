package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrdFilesTest {

  private static final Map<String, String> GENERATED = CrdFiles.generate();

  @Test
  void everyFieldHasADescription() {
    List<String> bare = new ArrayList<>();
    GENERATED.forEach(
        (file, yaml) ->
            collectBare(
                file,
                Serialization.unmarshal(yaml, JsonNode.class)
                    .at("/spec/versions/0/schema/openAPIV3Schema"),
                bare));
    assertThat(bare).isEmpty();
  }

  @Test
  void everyTextAndListOfASpecIsBounded() {
    List<String> unbounded = new ArrayList<>();
    GENERATED.forEach(
        (file, yaml) ->
            collectUnbounded(
                file,
                Serialization.unmarshal(yaml, JsonNode.class)
                    .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"),
                unbounded));
    assertThat(unbounded).isEmpty();
  }

  @Test
  void clientSideApplyHasRoomForEachFile() {
    GENERATED.forEach(
        (file, yaml) -> {
          String json = Serialization.asJson(Serialization.unmarshal(yaml, JsonNode.class));
          assertThat(json.getBytes(StandardCharsets.UTF_8).length)
              .as("%s as JSON, in bytes", file)
              .isLessThan(256 * 1024);
        });
  }

  private static void collectBare(String path, JsonNode schema, List<String> bare) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = path + "." + field.getKey();
              if (!field.getValue().has("description") && !name.endsWith(".yaml.metadata")) {
                bare.add(name);
              }
              collectBare(name, field.getValue(), bare);
            });
    if (schema.has("items")) {
      collectBare(path + "[]", schema.get("items"), bare);
    }
  }

  private static void collectUnbounded(String path, JsonNode schema, List<String> unbounded) {
    String type = schema.path("type").asText();
    if (type.equals("array") && !schema.has("maxItems")) {
      unbounded.add(path);
    }
    boolean text =
        (type.equals("string") || schema.has("x-kubernetes-int-or-string")) && !schema.has("enum");
    if (text && !schema.has("maxLength")) {
      unbounded.add(path);
    }
    if (schema.path("additionalProperties").isObject() && !schema.has("maxProperties")) {
      unbounded.add(path);
    }
    schema
        .path("properties")
        .properties()
        .forEach(f -> collectUnbounded(path + "." + f.getKey(), f.getValue(), unbounded));
    if (schema.has("items")) {
      collectUnbounded(path + "[]", schema.get("items"), unbounded);
    }
  }
}
