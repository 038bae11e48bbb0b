package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Deviation;
import dev.sluice.protocol.QualityStep.Figure;
import dev.sluice.protocol.QualityStep.FigureKind;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.StepResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class QualityHistoryIT {

  @TempDir private Path folder;
  private LakeFixture lake;
  private Warehouses warehouse;
  private String path;

  @BeforeEach
  void open(LakeFixture fixture) throws Exception {
    lake = fixture;
    warehouse = new Warehouses(fixture, folder);
    warehouse.execute("CREATE SCHEMA raw", "CREATE TABLE raw.t (id INTEGER)");
    path = "_sluice/default/_history/" + UUID.randomUUID() + ".json";
  }

  private static Check rows(
      Severity severity, @Nullable String where, @Nullable String change, @Nullable Deviation d) {
    Figure figure = new Figure(FigureKind.ROW_COUNT, List.of(), null, null, null, change, d);
    return new Check(
        "rows", severity, where, null, null, null, null, null, null, null, figure, null, null,
        null);
  }

  private StepResult check(int rows, String date, Check check) throws Exception {
    warehouse.execute("CREATE OR REPLACE TABLE raw.t AS SELECT * FROM range(" + rows + ") t(id)");
    Subject subject = new Subject(null, new QualityStep.Table("wh", "raw.t"));
    QualityStep step =
        new QualityStep(
            subject, List.of(check), new QualityStep.History(Datasets.STORE, path), null, null);
    return warehouse.check("run-" + rows, date, step);
  }

  private List<String> kept() throws Exception {
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      JsonNode document = Json.MAPPER.readTree(store.read(path).orElseThrow().content());
      List<String> figures = new ArrayList<>();
      document
          .at("/checks/rows/figures")
          .forEach(f -> figures.add(f.path("date").asText() + "=" + f.path("value").asText()));
      return figures;
    }
  }

  @Test
  void aFigureIsComparedWithThatOfTheDateBefore() throws Exception {
    Check check = rows(Severity.ERROR, null, "20", null);
    assertThat(check(10, "2026-11-01", check).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(check(12, "2026-11-03", check).outcome()).isEqualTo(Outcome.SUCCEEDED);
    StepResult failed = check(5, "2026-11-04", check);
    assertThat(failed.outcome()).isEqualTo(Outcome.QUALITY_FAILED);
    assertThat(failed.message())
        .isEqualTo(
            "1 of 1 checks failed: rows: 5 rows, 58.333333 % below the 12 of 2026-11-03, allowed"
                + " are 20 %");
    assertThat(kept()).as("a failed figure is no measure").hasSize(2);
    assertThat(check(8, "2026-11-02", check).message())
        .as("a backfill looks at what was before it")
        .isEqualTo("1 of 1 checks passed on 8 rows.");
    assertThat(kept()).containsExactly("2026-11-01=10", "2026-11-02=8", "2026-11-03=12");
  }

  @Test
  void aRepeatedRunReplacesItsOwnFigure() throws Exception {
    Check check = rows(Severity.WARN, null, "20", null);
    check(10, "2026-11-01", check);
    assertThat(check(100, "2026-11-01", check).results().warned()).isZero();
    StepResult warned = check(10, "2026-11-02", check);
    assertThat(warned.results().warned()).isEqualTo(1);
    assertThat(kept())
        .as("what only warns is kept")
        .containsExactly("2026-11-01=100", "2026-11-02=10");
  }

  @Test
  void anotherConditionBeginsAnew() throws Exception {
    check(10, "2026-11-01", rows(Severity.ERROR, null, "20", null));
    check(10, "2026-11-02", rows(Severity.ERROR, "id < 3", "20", null));
    assertThat(kept()).containsExactly("2026-11-02=3");
  }

  @Test
  void anOutlierIsFoundOnceThereAreEnoughFigures() throws Exception {
    Check check = rows(Severity.ERROR, null, null, new Deviation("3", 30));
    int[] rows = {100, 101, 99, 102, 98};
    for (int i = 0; i < rows.length; i++) {
      assertThat(check(rows[i], "2026-11-0" + (i + 1), check).outcome())
          .isEqualTo(Outcome.SUCCEEDED);
    }
    assertThat(check(103, "2026-11-06", check).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(check(120, "2026-11-07", check).message()).contains("of the last 6, allowed are 3");
  }

  @Test
  void onlyTheNewestHundredDatesAreKept() throws Exception {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      entries.add(
          "{\"date\":\"2025-%02d-%02d\",\"value\":1,\"run\":\"r\"}"
              .formatted(i / 28 + 1, i % 28 + 1));
    }
    String document =
        "{\"checks\":{\"rows\":{\"of\":\"ROW_COUNT\",\"figures\":[%s]}}}"
            .formatted(String.join(",", entries));
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      store.replace(path, document.getBytes(StandardCharsets.UTF_8), null);
    }
    check(1, "2026-11-01", rows(Severity.ERROR, null, "20", null));
    assertThat(kept()).hasSize(100).doesNotContain("2025-01-01=1").contains("2026-11-01=1");
  }

  @Test
  void runsAtTheSameTimeKeepEachTheirOwn() throws Exception {
    warehouse.execute("CREATE OR REPLACE TABLE raw.t AS SELECT * FROM range(7) t(id)");
    QualityStep step =
        new QualityStep(
            new Subject(null, new QualityStep.Table("wh", "raw.t")),
            List.of(rows(Severity.ERROR, null, "20", null)),
            new QualityStep.History(Datasets.STORE, path),
            null,
            null);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<StepResult>> runs = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      String date = "2026-11-0" + i;
      runs.add(() -> warehouse.check("run", date, step));
    }
    for (Future<StepResult> run : threads.invokeAll(runs)) {
      assertThat(run.get().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
    threads.shutdown();
    assertThat(kept()).hasSize(4);
  }

  @Test
  void whatIsNoHistoryIsNamed() throws Exception {
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      store.replace(path, "no".getBytes(StandardCharsets.UTF_8), null);
    }
    StepResult result = check(1, "2026-11-01", rows(Severity.ERROR, null, "20", null));
    assertThat(result.reason()).isEqualTo("HistoryUnreadable");
    assertThat(result.message()).contains(path).contains("delete it");
  }
}
