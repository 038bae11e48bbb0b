package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LakeFixture.Extension.class)
class LoadCrashIT {

  private static final String DATE = "2026-11-21";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "APPEND, write, false",
    "APPEND, commit, false",
    "APPEND, committed, true",
    "REPLACE_SLICE, commit, false",
    "REPLACE_SLICE, committed, true",
    "MERGE, merge, false",
    "MERGE, commit, false",
    "MERGE, committed, true"
  })
  void killLeavesAllRowsOrNoneAndTheRetryHasThemOnce(
      Mode mode, String phase, boolean committed, LakeFixture lake) throws Exception {
    Datasets datasets = new Datasets(lake, folder);
    Warehouses warehouse = new Warehouses(lake, folder);
    String[] keys = mode == Mode.MERGE ? new String[] {"id"} : new String[0];
    DatasetRef before =
        datasets.slice("rows-" + mode + phase, "2026-11-20", "SELECT 1 AS id, 'a' AS v");
    warehouse.load(run("before", "2026-11-20", 1, 1), step(before, mode, keys));
    DatasetRef rows =
        datasets.slice("rows-" + mode + phase, DATE, "SELECT unnest([2, 3]) AS id, 'b' AS v");
    LoadStep load = step(rows, mode, keys);

    RunnerProcess.Ended killed = kill(warehouse.request(run("r", DATE, 1, 2), load, null), phase);
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    List<String> all = List.of("1|a|2026-11-20", "2|b|" + DATE, "3|b|" + DATE);
    String query = "SELECT id, v, run_date FROM raw.target ORDER BY id";
    assertThat(warehouse.rows(query)).isEqualTo(committed ? all : all.subList(0, 1));

    StepResult retry = warehouse.load(run("r", DATE, 2, 3), load);
    assertThat(retry.outcome()).as(retry.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(retry.results().rows()).isEqualTo(2);
    assertThat(retry.results().unchanged()).isEqualTo(committed);
    assertThat(warehouse.rows(query)).isEqualTo(all);
    assertThat(warehouse.rows("SELECT attempt FROM _sluice.load_ledger WHERE run = 'r'"))
        .containsExactly(committed ? "1" : "2");
  }

  private RunnerProcess.Ended kill(StepRequest request, String phase) throws Exception {
    Path own = Files.createDirectories(folder.resolve("process"));
    try (RunnerProcess process =
        RunnerProcess.start(
            WarehouseRunner.class.getName(),
            List.of("-Djava.library.path=" + System.getProperty("java.library.path")),
            Map.of(
                StepRequest.ENV,
                Json.MAPPER.writeValueAsString(request),
                "SLUICE_HALT_AT_PHASE",
                phase),
            own)) {
      return process.await();
    }
  }
}
