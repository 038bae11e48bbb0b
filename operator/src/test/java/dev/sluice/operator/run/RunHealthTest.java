package dev.sluice.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.ArgoHealth;
import dev.sluice.operator.Definitions;
import dev.sluice.operator.Reasons;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The health that Argo CD sees of runs, in each status that the planner's tables lead to. */
class RunHealthTest {

  private final ArgoHealth health = ArgoHealth.shipped();

  RunHealthTest() throws IOException {}

  private static List<PipelineRun> planned() throws IOException {
    List<PipelineRun> runs = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/planner"))) {
      for (Path file : files.sorted().toList()) {
        JsonNode table = Definitions.yaml(Files.readString(file));
        for (JsonNode row : table.get("cases")) {
          RunObservation observation = new PlannerCase(table, row).observation();
          PipelineRun run = observation.run();
          run.setStatus(RunPlanner.plan(observation).status());
          runs.add(run);
        }
      }
    }
    return runs;
  }

  private static Condition succeeded(PipelineRun run) {
    return run.getStatus().conditions().get(0);
  }

  private static String expected(Condition succeeded) {
    String status =
        switch (succeeded.getStatus()) {
          case "True" -> "Healthy";
          case "False" -> "Degraded";
          default -> succeeded.getReason().equals(Reasons.SUSPENDED) ? "Suspended" : "Progressing";
        };
    return status + ": " + succeeded.getMessage();
  }

  @Test
  void everyStatusThatIsPlannedHasAHealth() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (PipelineRun run : planned()) {
      assertThat(health.of(run)).isEqualTo(expected(succeeded(run)));
      seen.add(succeeded(run).getReason());
    }
    assertThat(seen)
        .contains(
            Reasons.SUCCEEDED,
            Reasons.FAILED,
            Reasons.CANCELLED,
            Reasons.RUNNING,
            Reasons.SUSPENDED);
  }

  @Test
  void aRunThatHasEndedStaysAsItEnded() throws IOException {
    for (PipelineRun run : planned()) {
      run.getMetadata().setGeneration(2L);
      assertThat(health.of(run))
          .isEqualTo(
              succeeded(run).getStatus().equals("Unknown")
                  ? "Progressing: The operator has not looked at this generation yet."
                  : expected(succeeded(run)));
    }
  }
}
