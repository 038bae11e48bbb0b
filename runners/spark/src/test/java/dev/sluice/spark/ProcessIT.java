package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import dev.sluice.quality.CheckCases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runner as a process of its own: killed between phases, with little memory. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class ProcessIT {

  private static final String RATINGS = "userId,rating\n1,4.0\n2,3.5\n";

  private final FakeLake lake;
  private final SharedSpark spark;
  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  ProcessIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "p" + System.nanoTime());
    this.folder = Files.createTempDirectory("spark-process");
  }

  @AfterEach
  void leaveNoProcess() {
    started.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @CsvSource({"fetch, 1", "transform, 1", "publish, 1", "commit, 1", "cleaned, 2"})
  void killBetweenPhasesLeavesTheOldSliceOrTheNewOne(String phase, long rowsAfterwards)
      throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", RATINGS);
    spark.run(lake, run("before", DATE, 1, 1), step("SELECT * FROM raw WHERE userId = 1"));
    TransformStep next = step("SELECT * FROM raw");

    Process killed = start(run("next", DATE, 1, 2), next, phase);
    assertThat(killed.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(killed.exitValue()).isEqualTo(137);
    Snapshot seen = lake.read("out", true, SliceSelection.RUN, DATE);
    assertThat(spark.rows(lake, seen)).hasSize((int) rowsAfterwards);

    StepResult retried = spark.run(lake, run("next", DATE, 2, 3), next);
    assertThat(retried.results().rows()).isEqualTo(2);
    assertThat(spark.rows(lake, lake.read("out", true, SliceSelection.RUN, DATE))).hasSize(2);
  }

  @Test
  void smallStepSucceedsIn512MiBAndLeavesItsReport() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", RATINGS);
    Process process = start(run("small", DATE, 1), step("SELECT * FROM raw"), "", "-Xmx512m");
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(result().message()).startsWith("Wrote 2 rows in 1 files");
    assertThat(process.exitValue()).isZero();
    assertThat(lake.store().list("_sluice/default/small/task/1"))
        .extracting(object -> object.path().substring(object.path().lastIndexOf('/') + 1))
        .contains("report.json", "result.json", "log.txt");
    assertThat(Files.readString(folder.resolve("out.txt")))
        .doesNotContain("WARN")
        .contains("INFO  Wrote 2 rows");
  }

  @Test
  void checksThatFailEndTheProcessAsSuchAndLeaveTheirReport() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", RATINGS);
    QualityStep checks = checks(new QualityStep.Range("rating", "4", null));
    Process process = start(lake.request(run("checks", DATE, 1), checks), "", "-Xmx512m");
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(result().message())
        .isEqualTo("1 of 1 checks failed: the-check on rating: 1 of 2 rows outside at least 4");
    assertThat(process.exitValue()).isEqualTo(Outcome.QUALITY_FAILED.exitCode());
    assertThat(lake.store().read("_sluice/default/checks/task/1/report.json")).isPresent();
    assertThat(Files.readString(folder.resolve("out.txt"))).doesNotContain("WARN");
  }

  @Test
  void checksThatAreToldToStopEndAsCancelled() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", RATINGS);
    String endless = "SELECT id FROM range(1000000000000) WHERE id * 7 % 11 = 12";
    StepRequest request = lake.request(run("stop", DATE, 1), checks(new QualityStep.Sql(endless)));
    try (RunnerProcess process =
        RunnerProcess.start(
            SparkRunner.class.getName(),
            List.of("@src/main/jvm.options"),
            Map.of(StepRequest.ENV, Json.MAPPER.writeValueAsString(request)),
            folder)) {
      process.awaitOutput("Checking raw");
      process.terminate();
      RunnerProcess.Ended ended = process.await();
      assertThat(ended.result().outcome()).as(ended.output()).isEqualTo(Outcome.CANCELLED);
    }
  }

  private static QualityStep checks(Object expectation) {
    return new QualityStep(
        new QualityStep.Subject(input("subject", "raw", csv()).from(), null),
        List.of(CheckCases.check(expectation)),
        null,
        null,
        null);
  }

  private static TransformStep step(String sql) {
    return TransformStep.query(List.of(input("raw", "raw", csv())), sql, output("out", "run_date"));
  }

  private Process start(RunContext run, TransformStep step, String haltAt, String... flags)
      throws Exception {
    return start(lake.request(run, step), haltAt, flags);
  }

  private Process start(StepRequest request, String haltAt, String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@src/main/jvm.options");
    command.addAll(List.of(flags));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), SparkRunner.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile());
    builder.environment().put(StepRequest.ENV, Json.MAPPER.writeValueAsString(request));
    builder.environment().put(StepResult.ENV, folder.resolve("result.json").toString());
    builder.environment().put("SLUICE_SCRATCH", folder.resolve("scratch").toString());
    builder.environment().put("SLUICE_HALT_AT_PHASE", haltAt);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private StepResult result() throws Exception {
    return Json.MAPPER.readValue(folder.resolve("result.json").toFile(), StepResult.class);
  }
}
