package dev.sluice.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.operator.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plans each case of {@code planner/*.yaml} and compares with what it expects. */
class RunPlannerTest {

  @TestFactory
  Stream<DynamicContainer> tables() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/planner"))) {
      return files.sorted().toList().stream().map(RunPlannerTest::table);
    }
  }

  private static DynamicContainer table(Path file) {
    JsonNode table;
    try {
      table = Definitions.yaml(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : table.get("cases")) {
      tests.add(
          DynamicTest.dynamicTest(
              row.get("name").asText(), () -> check(new PlannerCase(table, row))));
    }
    return DynamicContainer.dynamicContainer(file.getFileName().toString(), tests);
  }

  private static void check(PlannerCase row) {
    RunPlan plan = RunPlanner.plan(row.observation());
    assertThat(PlannerCase.described(plan, row.expected()))
        .as("plan; the whole status is %s", plan.status())
        .isEqualTo(PlannerCase.sorted(row.expected()));
    if (plan.status().finishedAt() == null) {
      RunPlan again = RunPlanner.plan(row.observation());
      assertThat(again).as("the same observation gives the same plan").isEqualTo(plan);
    }
  }
}
