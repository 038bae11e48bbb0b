package dev.sluice.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.Revisions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusSizeTest {

  private static final int LIMIT = 256 * 1024;

  /** A run of which every task has failed five times, with the longest of messages. */
  private static JsonNode table(int count) {
    ObjectNode table = Revisions.object();
    ArrayNode steps = table.putArray("steps");
    ArrayNode names = table.putObject("pipeline").putArray("steps");
    ObjectNode row = table.putObject("row");
    ArrayNode tasks = row.putObject("given").putArray("tasks");
    for (int i = 0; i < count; i++) {
      String name = "a-step-with-a-name-of-a-usual-length-" + i;
      ObjectNode step = steps.addObject().put("kind", "Transform").put("name", name);
      ObjectNode spec = step.putObject("spec").put("sql", "SELECT 1");
      spec.putObject("output").put("objectStore", "lake").put("path", name);
      names.addObject().put("transform", name);
      ObjectNode task = tasks.addObject().put("name", name).put("state", "Failed");
      task.put("attempt", 6).put("reason", "r".repeat(64)).put("message", "m".repeat(1024));
      task.put("startedAt", "11:00:00").put("finishedAt", "11:30:00");
      ArrayNode failed = task.putArray("failedAttempts");
      for (int attempt = 1; attempt <= 5; attempt++) {
        ObjectNode one = failed.addObject().put("attempt", attempt).put("reason", "r".repeat(64));
        one.put("finishedAt", "2026-11-21T11:20:00Z");
      }
    }
    return table;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 116, 120, 121})
  void theStatusOfARunStaysBelowALimitHoweverManyTasksFail(int count) {
    JsonNode table = table(count);
    RunPlan plan = RunPlanner.plan(new PlannerCase(table, table.get("row")).observation());
    assertThat(plan.status().tasks()).hasSize(count);
    byte[] json = Revisions.tree(plan.status()).toString().getBytes(StandardCharsets.UTF_8);
    assertThat(json.length).isLessThan(LIMIT);
  }
}
