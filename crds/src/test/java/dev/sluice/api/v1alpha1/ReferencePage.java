package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page docs/reference.md: every kind, field, rule and column, as the CRDs say. */
final class ReferencePage {
  private static final String BEGIN = "<!-- reasons:begin -->";
  private static final String END = "<!-- reasons:end -->";
  private static final Pattern DEFAULT = Pattern.compile("\\s*Default: (.+)$");

  private final StringBuilder page = new StringBuilder();

  private ReferencePage() {}

  /**
   * Writes the page anew, but for what stands between the marks of the section about reasons: that
   * is written by hand, and kept as it is on the present page.
   */
  static String write(Collection<String> crds, String present) {
    Map<String, JsonNode> byKind = new LinkedHashMap<>();
    for (Class<?> kind : CrdFiles.KINDS.keySet()) {
      crds.stream()
          .map(yaml -> Serialization.unmarshal(yaml, JsonNode.class))
          .filter(crd -> crd.at("/spec/names/kind").asText().equals(kind.getSimpleName()))
          .forEach(crd -> byKind.put(kind.getSimpleName(), crd));
    }
    ReferencePage reference = new ReferencePage();
    reference.introduction(byKind);
    byKind.values().forEach(reference::kind);
    reference.reasons(present);
    return reference.page.toString();
  }

  private void introduction(Map<String, JsonNode> crds) {
    line(
        "<!-- Generated from the API types by `make crds`; do not edit, but for the last section. -->");
    line("# API reference");
    line("");
    line(
        "All kinds are namespaced, of `"
            + SluiceApi.GROUP
            + "/"
            + SluiceApi.VERSION
            + "` and in the category `"
            + SluiceApi.CATEGORY
            + "` (`kubectl get sluice`). What a resource refers to is in its own namespace.");
    line("");
    line("| kind | short | what it is |");
    line("|---|---|---|");
    crds.forEach(
        (kind, crd) ->
            line(
                "| [%s](#%s) | `%s` | %s |",
                kind,
                kind.toLowerCase(java.util.Locale.ROOT),
                crd.at("/spec/names/shortNames/0").asText(),
                schema(crd).get("description").asText()));
    line("| [Conditions and reasons](#conditions-and-reasons) | | what statuses say |");
  }

  private void kind(JsonNode crd) {
    JsonNode schema = schema(crd);
    line("");
    line("## %s", crd.at("/spec/names/kind").asText());
    line("");
    line("%s", schema.get("description").asText());
    fields("spec", schema.at("/properties/spec"), true);
    rules(schema);
    fields("status", schema.at("/properties/status"), false);
    columns(crd.at("/spec/versions/0/additionalPrinterColumns"));
  }

  private void fields(String part, JsonNode schema, boolean input) {
    line("");
    line("### %s %s", kindOf(), part);
    line("");
    line("%s", schema.get("description").asText());
    line("");
    line(
        input
            ? "| field | type | required | default | bounds | description |"
            : "| field | type | description |");
    line(input ? "|---|---|---|---|---|---|" : "|---|---|---|");
    rows("", schema, input);
  }

  private String kindOf() {
    int start = page.lastIndexOf("\n## ") + 4;
    return page.substring(start, page.indexOf("\n", start));
  }

  private void rows(String prefix, JsonNode schema, boolean input) {
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema.path("properties").properties().stream()
        // Fields that must be there come first.
        .sorted(Comparator.comparing(field -> !required.contains(field.getKey())))
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String path = prefix + field.getKey();
              row(path, value, required.contains(field.getKey()), input);
              rows(path + ".", value, input);
              if (value.has("items")) {
                rows(path + "[].", value.get("items"), input);
              }
            });
  }

  private void row(String path, JsonNode schema, boolean required, boolean input) {
    String description = schema.get("description").asText();
    if (!input) {
      line("| `%s` | %s | %s |", path, type(schema), cell(description));
      return;
    }
    Matcher standard = DEFAULT.matcher(description);
    boolean hasDefault = standard.find();
    line(
        "| `%s` | %s | %s | %s | %s | %s |",
        path,
        type(schema),
        required ? "yes" : "",
        hasDefault ? cell(standard.group(1).replaceFirst("\\.$", "")) : "",
        String.join("; ", bounds(schema)),
        cell(hasDefault ? description.substring(0, standard.start()) : description));
  }

  private static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "quantity";
    }
    if (schema.has("enum")) {
      List<String> values = new ArrayList<>();
      schema.get("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      return String.join(", ", values);
    }
    if (schema.has("items")) {
      return "list of " + type(schema.get("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      return "map of " + type(schema.get("additionalProperties"));
    }
    return schema.get("type").asText();
  }

  private static List<String> bounds(JsonNode schema) {
    List<String> bounds = new ArrayList<>();
    between(bounds, schema, "minimum", "maximum", "");
    between(bounds, schema, "minLength", "maxLength", " characters");
    between(bounds, schema, "minItems", "maxItems", " entries");
    between(bounds, schema, "minProperties", "maxProperties", " entries");
    return bounds;
  }

  private static void between(
      List<String> bounds, JsonNode schema, String low, String high, String unit) {
    String min = schema.path(low).asText();
    String max = schema.path(high).asText();
    if (!max.isEmpty() && max.equals(min)) {
      bounds.add("exactly " + max + unit);
    } else if (!max.isEmpty()) {
      bounds.add((min.isEmpty() ? "at most " : min + " to ") + max + unit);
    } else if (!min.isEmpty()) {
      bounds.add("at least " + min + unit);
    }
  }

  private void rules(JsonNode schema) {
    Map<String, Set<String>> fieldsByMessage = new LinkedHashMap<>();
    CelRules.of(schema)
        .forEach(
            rule ->
                fieldsByMessage
                    .computeIfAbsent(rule.message(), message -> new LinkedHashSet<>())
                    .add(rule.path().isEmpty() ? "the resource" : "`" + rule.path() + "`"));
    line("");
    line("Refused when it is applied, with these messages:");
    line("");
    line("| where | message |");
    line("|---|---|");
    fieldsByMessage.forEach(
        (message, fields) -> line("| %s | %s |", String.join(", ", fields), cell(message)));
  }

  private void columns(JsonNode columns) {
    line("");
    line("`kubectl get` shows:");
    line("");
    line("| column | from | |");
    line("|---|---|---|");
    columns.forEach(
        column ->
            line(
                "| %s | `%s` | %s |",
                column.get("name").asText().toUpperCase(java.util.Locale.ROOT),
                column.get("jsonPath").asText(),
                column.path("priority").asInt() > 0 ? "with `-o wide`" : ""));
  }

  private void reasons(String present) {
    int begin = present.indexOf(BEGIN);
    int end = present.indexOf(END);
    line("");
    line("## Conditions and reasons");
    line("");
    page.append(BEGIN);
    page.append(begin < 0 || end < begin ? "\n" : present.substring(begin + BEGIN.length(), end));
    line(END);
  }

  private static JsonNode schema(JsonNode crd) {
    return crd.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }

  private void line(String format, Object... values) {
    page.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }
}
