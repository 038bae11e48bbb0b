package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the files in which dbt says how the nodes of a command fared. */
final class RunResults {

  private RunResults() {}

  /** The results in a target folder; none when the command did not get as far as its nodes. */
  static List<NodeResult> read(Path target) throws IOException {
    List<NodeResult> results = results(target.resolve("run_results.json"), RunResults::node);
    return described(results, target);
  }

  /** The results of {@code source freshness}. */
  static List<NodeResult> freshness(Path target) throws IOException {
    List<NodeResult> results = results(target.resolve("sources.json"), RunResults::source);
    return described(results, target);
  }

  private static List<NodeResult> described(List<NodeResult> results, Path target)
      throws IOException {
    Path manifest = target.resolve("manifest.json");
    if (results.isEmpty() || !Files.exists(manifest)) {
      return results;
    }
    Map<String, ProjectNodes.Node> nodes =
        ProjectNodes.read(
            manifest, results.stream().map(NodeResult::id).collect(Collectors.toSet()));
    return results.stream()
        .map(
            result -> {
              ProjectNodes.Node node = nodes.get(result.id());
              return node == null ? result : result.describedBy(node);
            })
        .toList();
  }

  /** One at a time: each holds the whole SQL of its node. */
  private static List<NodeResult> results(Path file, Function<JsonNode, NodeResult> read)
      throws IOException {
    List<NodeResult> results = new ArrayList<>();
    if (!Files.exists(file)) {
      return results;
    }
    try (JsonParser parser = Json.MAPPER.getFactory().createParser(file.toFile())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals("results");
        if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            results.add(read.apply(Json.MAPPER.readTree(parser)));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return results;
  }

  private static NodeResult node(JsonNode result) {
    JsonNode rows = result.path("adapter_response").path("rows_affected");
    return NodeResult.of(
        result.path("unique_id").asText(),
        NodeResult.Status.of(result.path("status").asText()),
        result.path("execution_time").asDouble(),
        rows.isIntegralNumber() && rows.asLong() >= 0 ? rows.asLong() : null,
        result.path("failures").asLong(0),
        message(result.path("message")));
  }

  private static NodeResult source(JsonNode result) {
    String message =
        result.hasNonNull("error")
            ? DbtErrors.plain(result.path("error").asText())
            : "the newest row is of "
                + result.path("max_loaded_at").asText("?")
                + "; warned after "
                + age(result.path("criteria").path("warn_after"))
                + ", failed after "
                + age(result.path("criteria").path("error_after"));
    NodeResult.Status status =
        switch (result.path("status").asText()) {
          case "pass" -> NodeResult.Status.PASSED;
          case "warn" -> NodeResult.Status.WARNED;
          case "error" -> NodeResult.Status.FAILED;
          default -> NodeResult.Status.ERRORED;
        };
    return NodeResult.of(
        result.path("unique_id").asText(),
        status,
        result.path("execution_time").asDouble(),
        null,
        0,
        message);
  }

  private static String age(JsonNode limit) {
    return limit.hasNonNull("count")
        ? limit.path("count").asText() + " " + limit.path("period").asText() + "s"
        : "no age";
  }

  private static @Nullable String message(JsonNode message) {
    return message.isTextual() ? DbtErrors.plain(message.asText()) : null;
  }
}
