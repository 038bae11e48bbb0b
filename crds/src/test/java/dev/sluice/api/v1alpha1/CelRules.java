package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The CEL rules of a schema, with the fields that they stand at. */
final class CelRules {

  /**
   * One rule at one field.
   *
   * @param path such as {@code spec.sources[].http.url}; empty for the resource itself
   */
  record CelRule(String path, String rule, String message) {}

  private CelRules() {}

  static List<CelRule> of(JsonNode schema) {
    List<CelRule> rules = new ArrayList<>();
    collect("", schema, rules);
    return rules;
  }

  private static void collect(String path, JsonNode schema, List<CelRule> rules) {
    schema
        .path("x-kubernetes-validations")
        .forEach(
            rule ->
                rules.add(
                    new CelRule(path, rule.get("rule").asText(), rule.get("message").asText())));
    schema
        .path("properties")
        .properties()
        .forEach(
            field ->
                collect(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    rules));
    if (schema.has("items")) {
      collect(path + "[]", schema.get("items"), rules);
    }
  }
}
