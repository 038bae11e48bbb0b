package dev.sluice.operator.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in specs: {@code $(run.date)}, {@code $(run.name)}, {@code $(params.NAME)}.
 *
 * <p>As in pods of Kubernetes, {@code $$(x)} stands for the text {@code $(x)}. Text in {@code
 * $(...)} that does not look like a variable of ours is left alone, because SQL and shells use it,
 * too.
 */
public final class Variables {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$?\\$\\(((?:run|params)\\.[A-Za-z_][A-Za-z0-9_]*)\\)");

  private Variables() {}

  /** Names of the variables in any text of a document. */
  public static Set<String> in(JsonNode document) {
    Set<String> names = new TreeSet<>();
    collect(document, names);
    return names;
  }

  private static void collect(JsonNode node, Set<String> names) {
    if (node.isTextual()) {
      Matcher matcher = VARIABLE.matcher(node.textValue());
      while (matcher.find()) {
        if (!matcher.group().startsWith("$$")) {
          names.add(matcher.group(1));
        }
      }
    }
    node.forEach(child -> collect(child, names));
  }

  /** Whether {@link #replace} would change a document, whatever the values are. */
  public static boolean isTemplate(JsonNode document) {
    if (document.isTextual()) {
      return VARIABLE.matcher(document.textValue()).find();
    }
    for (JsonNode child : document) {
      if (isTemplate(child)) {
        return true;
      }
    }
    return false;
  }

  /** The document with the values in place of the variables; unknown variables stay. */
  public static JsonNode replace(JsonNode document, Map<String, String> values) {
    return map(document, text -> replace(text, values));
  }

  /** The text with the values in place of the variables; unknown variables stay. */
  static String replace(String text, Map<String, String> values) {
    if (!text.contains("$(")) {
      return text;
    }
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              if (match.group().startsWith("$$")) {
                return Matcher.quoteReplacement(match.group().substring(1));
              }
              return Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group()));
            });
  }

  private static JsonNode map(JsonNode node, UnaryOperator<String> change) {
    if (node.isTextual()) {
      return TextNode.valueOf(change.apply(node.textValue()));
    }
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : new ArrayList<>(object.properties())) {
        object.set(field.getKey(), map(field.getValue(), change));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, map(array.get(i), change));
      }
    }
    return node;
  }
}
