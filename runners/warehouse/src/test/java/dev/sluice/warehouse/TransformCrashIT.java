package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A transform of several outputs that is killed between two of them. */
@ExtendWith(LakeFixture.Extension.class)
class TransformCrashIT {

  private static final String DATE = "2026-11-21";

  @TempDir private Path folder;

  private static DatasetTarget target(String name) {
    return new DatasetTarget(name, Datasets.STORE, "crash/" + name, List.of("run_date"));
  }

  private static StepRequest request(LakeFixture lake, RunContext run, DatasetRef from) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        Map.of(Datasets.STORE, lake.connection(Datasets.PREFIX)),
        Map.of(),
        null,
        null,
        new TransformStep(
            List.of(new TransformStep.Input("raw", from)),
            null,
            null,
            List.of(
                new TransformStep.Output(
                    "films", "SELECT DISTINCT film, batch FROM raw", target("films")),
                new TransformStep.Output(
                    "votes", "SELECT stars, batch FROM raw", target("votes")))),
        null,
        null,
        null,
        null,
        null);
  }

  private List<String> rows(Warehouses duckDb, LakeFixture lake, String name) throws Exception {
    Path copies = Files.createTempDirectory(folder, "copies");
    List<String> files = new ArrayList<>();
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      for (DataFile file : snapshot(store, name).files()) {
        Path copy = copies.resolve(files.size() + ".parquet");
        store.get(file.key(), copy);
        files.add("'" + copy + "'");
      }
    }
    return duckDb.rows("SELECT * FROM read_parquet(" + files + ") ORDER BY ALL");
  }

  private static Snapshot snapshot(ObjectStore store, String name) {
    DatasetTarget target = target(name);
    return DatasetReader.read(
        store,
        new DatasetRef(
            target.dataset(), target.store(), target.path(), true, SliceSelection.RUN, null, null),
        DATE);
  }

  @Test
  void killBetweenTwoOutputsLeavesEachWholeAndTheRetryWritesBoth(LakeFixture lake)
      throws Exception {
    Datasets datasets = new Datasets(lake, folder);
    Warehouses duckDb = new Warehouses(lake, folder);
    DatasetRef old = datasets.csv("crash-old", "film,stars,batch\n1,4,old\n1,5,old\n");
    RunContext before = new RunContext("default", "before", "uid-before", "t", DATE, 1, 1);
    assertThat(duckDb.execute(request(lake, before, old)).outcome()).isEqualTo(Outcome.SUCCEEDED);

    DatasetRef newer = datasets.csv("crash-new", "film,stars,batch\n2,1,new\n3,2,new\n");
    RunContext first = new RunContext("default", "next", "uid-next", "t", DATE, 1, 2);
    RunnerProcess.Ended killed = kill(request(lake, first, newer));
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    assertThat(rows(duckDb, lake, "films")).containsExactly("2|new", "3|new");
    assertThat(rows(duckDb, lake, "votes")).containsExactly("4|old", "5|old");

    RunContext second = new RunContext("default", "next", "uid-next", "t", DATE, 2, 3);
    StepResult retry = duckDb.execute(request(lake, second, newer));
    assertThat(retry.outcome()).as(retry.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(retry.results().rows()).isEqualTo(4);
    assertThat(rows(duckDb, lake, "films")).containsExactly("2|new", "3|new");
    assertThat(rows(duckDb, lake, "votes")).containsExactly("1|new", "2|new");
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      for (String name : List.of("films", "votes")) {
        assertThat(snapshot(store, name).manifests().get(0).writer().attempt())
            .as("the attempt that wrote %s", name)
            .isEqualTo(2);
      }
    }
  }

  private RunnerProcess.Ended kill(StepRequest request) throws Exception {
    try (RunnerProcess process =
        RunnerProcess.start(
            WarehouseRunner.class.getName(),
            List.of("-Djava.library.path=" + System.getProperty("java.library.path")),
            Map.of(
                StepRequest.ENV,
                Json.MAPPER.writeValueAsString(request),
                "SLUICE_HALT_AT_PHASE",
                "committed"),
            Files.createDirectories(folder.resolve("process")))) {
      return process.await();
    }
  }
}
