package dev.sluice.operator.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.Definitions;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.operator.pod.Attempt;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodPhase;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One row of a planner table: what is observed, and what should follow. */
final class PlannerCase {

  private static final String DAY = "2026-11-21T";
  private static final Instant NOW = Instant.parse(DAY + "12:00:00Z");

  private final JsonNode table;
  private final JsonNode row;

  PlannerCase(JsonNode table, JsonNode row) {
    this.table = table;
    this.row = row;
  }

  JsonNode expected() {
    return row.get("expect");
  }

  RunObservation observation() {
    JsonNode given = row.path("given");
    PipelineRun run = new PipelineRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("default")
            .withName("run")
            .withUid("run-uid")
            .withGeneration(1L)
            .withResourceVersion("10")
            .withCreationTimestamp(DAY + "11:00:00Z")
            .build());
    ObjectNode spec = Revisions.object();
    spec.put("pipeline", "pipeline");
    if (given.has("desiredState")) {
      spec.set("desiredState", given.get("desiredState"));
    }
    if (given.has("select")) {
      spec.set("select", given.get("select"));
    }
    run.setSpec(Revisions.spec(spec, PipelineRunSpec.class));
    if (given.has("tasks")) {
      run.setStatus(status(given.get("tasks")));
    }
    Map<String, PodObservation> pods = new HashMap<>();
    given
        .path("pods")
        .forEach(
            pod -> {
              PodObservation observed = pod(pod);
              pods.put(observed.name(), observed);
            });
    return new RunObservation(
        run,
        new Blueprint(
            "revision",
            "pipeline",
            Definitions.of(table.get("steps")).graph(table.get("pipeline")),
            List.of(),
            null,
            Set.of()),
        pods,
        new HashSet<>(texts(given.path("missing"))),
        problems(given.path("blocked")),
        problems(given.path("refused")),
        given.path("superseded").asBoolean(),
        NOW);
  }

  private static PipelineRunStatus status(JsonNode tasks) {
    List<TaskStatus> list = new ArrayList<>();
    for (JsonNode task : tasks) {
      ObjectNode copy = task.deepCopy();
      for (String field : List.of("startedAt", "finishedAt", "retryAt")) {
        if (copy.has(field)) {
          copy.put(field, time(copy.get(field).asText()));
        }
      }
      list.add(Revisions.spec(copy, TaskStatus.class));
    }
    return new PipelineRunStatus(
        1L, List.of(), "pipeline", null, "revision", null, DAY + "11:00:00Z", null, null, list);
  }

  private static PodObservation pod(JsonNode pod) {
    String task = pod.get("task").asText();
    int attempt = pod.path("attempt").asInt(1);
    String state = pod.get("is").asText();
    boolean ended = Set.of("succeeded", "failed").contains(state);
    Instant started = state.equals("pending") ? null : Instant.parse(DAY + "11:50:00Z");
    return new PodObservation(
        "default",
        Attempt.podName("run", task, attempt),
        "uid-" + task + attempt,
        "run-uid",
        "PipelineRun",
        "run",
        task,
        attempt,
        20,
        PodPhase.valueOf(state.toUpperCase(Locale.ROOT)),
        Instant.parse(time(pod.path("createdAt").asText("11:49:55"))),
        started,
        ended ? Instant.parse(time(pod.path("finishedAt").asText("11:59:59"))) : null,
        ended ? pod.path("exitCode").asInt(state.equals("failed") ? 1 : 0) : null,
        pod.has("outcome") ? result(pod) : null,
        pod.has("reason") ? pod.get("reason").asText() : null,
        pod.has("detail") ? pod.get("detail").asText() : null,
        pod.path("deleting").asBoolean(),
        "revision",
        List.of());
  }

  private static String result(JsonNode pod) {
    StepResult result =
        new StepResult(
            StepRequest.PROTOCOL_VERSION,
            Revisions.spec(pod.get("outcome"), Outcome.class),
            pod.path("says").asText("Because"),
            "What happened.",
            pod.has("rows")
                ? StepResult.Results.written(pod.get("rows").asLong(), 1, 1, "s3://x", "d1", false)
                : null,
            List.of(),
            false);
    try {
      return Json.MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Problem> problems(JsonNode node) {
    Map<String, Problem> problems = new HashMap<>();
    node.properties()
        .forEach(
            e ->
                problems.put(
                    e.getKey(), new Problem(e.getValue().asText(), "Why " + e.getKey() + ".")));
    return problems;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String time(String clock) {
    return DAY + clock + "Z";
  }

  /** The plan in the words of the table; only of what the table speaks. */
  static Map<String, String> described(RunPlan plan, JsonNode expected) {
    ObjectNode described = JsonNodeFactory.instance.objectNode();
    described.set(
        "start",
        list(plan.start().stream().map(s -> s.task().name() + "-" + s.attempt()).toList()));
    described.set("stop", list(plan.stop()));
    described.set("confirm", list(plan.confirm()));
    ObjectNode tasks = described.putObject("tasks");
    for (TaskStatus task : plan.status().tasks()) {
      JsonNode wanted = expected.path("tasks").path(task.name());
      if (wanted.isObject()) {
        ObjectNode whole = (ObjectNode) Revisions.tree(task);
        ObjectNode chosen = tasks.putObject(task.name());
        wanted.fieldNames().forEachRemaining(field -> chosen.set(field, whole.path(field)));
      } else {
        tasks.put(task.name(), Revisions.text(task.state()));
      }
    }
    Condition condition = plan.status().conditions().get(0);
    described.put("condition", condition.getStatus() + " " + condition.getReason());
    if (expected.has("message")) {
      described.put("message", condition.getMessage());
    }
    if (plan.recheckAt() != null) {
      described.put("recheckAt", plan.recheckAt().toString().substring(11, 19));
    }
    if (expected.has("progress")) {
      described.put("progress", plan.status().progress());
    }
    if (expected.has("notes")) {
      described.set("notes", list(plan.notes().stream().map(RunPlan.Note::reason).toList()));
    }
    return sorted(described);
  }

  /** Fields by name, as JSON text, without empty lists. */
  static Map<String, String> sorted(JsonNode node) {
    Map<String, String> fields = new TreeMap<>();
    node.properties()
        .forEach(
            e -> {
              boolean empty = e.getValue().isArray() && e.getValue().isEmpty();
              if (!empty) {
                fields.put(e.getKey(), Revisions.tree(canonical(e.getValue())).toString());
              }
            });
    return fields;
  }

  private static Object canonical(JsonNode node) {
    return Revisions.spec(node, Object.class);
  }

  private static ArrayNode list(List<String> texts) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    texts.forEach(list::add);
    return list;
  }
}
