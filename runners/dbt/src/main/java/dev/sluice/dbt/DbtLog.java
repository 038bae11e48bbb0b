package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What dbt prints, as it prints it: events in JSON become lines for people, and what matters later
 * is kept. The names of events are part of dbt's documented log format.
 */
final class DbtLog {

  private static final Logger log = LoggerFactory.getLogger(DbtLog.class);
  private static final int LAST_LINES = 10;

  /** Said elsewhere, or of no use to a reader of the log. */
  private static final Set<String> SILENT =
      Set.of("ConcurrencyLine", "MainEncounteredError", "MainStackTrace", "RunResultFailure");

  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Map<String, Long> running = new LinkedHashMap<>();
  private @Nullable String version;
  private @Nullable String error;

  synchronized void line(String line) {
    JsonNode event = event(line);
    if (event == null) {
      if (!line.isBlank()) {
        log.info("dbt: {}", line);
        lastLines.add(line);
        if (lastLines.size() > LAST_LINES) {
          lastLines.remove();
        }
      }
      return;
    }
    JsonNode data = event.path("data");
    JsonNode info = event.path("info");
    String name = info.path("name").asText();
    switch (name) {
      case "MainReportVersion" -> version = data.path("version").asText().replaceFirst("^=", "");
      case "MainEncounteredError" -> error = data.path("exc").asText();
      default -> {}
    }
    String node = label(data.path("node_info"));
    if (name.equals("LogStartLine")) {
      running.put(node, System.nanoTime());
    } else if (data.has("execution_time") && !node.isEmpty()) {
      running.remove(node);
      print(info.path("level").asText(), finished(data, node));
    } else if (data.has("index") && !node.isEmpty()) {
      print("info", count(data) + " SKIP " + node);
    } else if (!SILENT.contains(name)) {
      print(info.path("level").asText(), info.path("msg").asText());
    }
  }

  /** Says what is still being worked on, so that silence always means trouble. */
  synchronized void heartbeat() {
    List<String> nodes = new ArrayList<>();
    long now = System.nanoTime();
    running.forEach(
        (node, since) ->
            nodes.add(
                String.format(Locale.ROOT, "%s (%d s)", node, (now - since) / 1_000_000_000)));
    log.info("dbt is working on {}", nodes.isEmpty() ? "the project" : String.join(", ", nodes));
  }

  synchronized @Nullable String version() {
    return version;
  }

  synchronized @Nullable String error() {
    return error;
  }

  synchronized List<String> lastLines() {
    return List.copyOf(lastLines);
  }

  private static @Nullable JsonNode event(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      JsonNode event = Json.MAPPER.readTree(line);
      return event.path("info").has("name") ? event : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String finished(JsonNode data, String node) {
    // Unit tests leave the status of the node empty, models put the warehouse's words into the
    // other.
    String status = data.path("node_info").path("node_status").asText();
    if (status.isEmpty() || status.equalsIgnoreCase("none")) {
      status = data.path("status").asText();
    }
    String word = status.equals("success") ? "OK" : status.toUpperCase(Locale.ROOT);
    long failures = data.path("num_failures").asLong();
    return String.format(
        Locale.ROOT,
        "%s %s%s %s %.2f s",
        count(data),
        word,
        failures > 0 ? " " + failures : "",
        node,
        data.path("execution_time").asDouble());
  }

  private static String count(JsonNode data) {
    JsonNode total = data.has("total") ? data.path("total") : data.path("num_models");
    return data.path("index").asText() + " of " + total.asText();
  }

  private static String label(JsonNode nodeInfo) {
    String type = nodeInfo.path("resource_type").asText();
    return type.isEmpty() ? "" : type.replace('_', ' ') + " " + nodeInfo.path("node_name").asText();
  }

  /** Each line on its own, so that every line of the log has time and level. */
  private static void print(String level, String text) {
    text.lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              switch (level) {
                case "error" -> log.error("{}", line);
                case "warn" -> log.warn("{}", line);
                default -> log.info("{}", line);
              }
            });
  }
}
