package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Profile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.QualityStep.Split;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LakeFixture.Extension.class)
class QuarantineIT {

  private static final String DATE = "2026-11-21";
  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (1, 4.5, 'ok'), (2, 9.0, 'ok'), (NULL, 0.0, 'bad'), (4, NULL, 'bad'), (5, 3.0, 'ok')
      ) t(id, rating, status)""";

  @TempDir private Path folder;
  private LakeFixture lake;
  private Datasets datasets;
  private Warehouses warehouse;

  @BeforeEach
  void open(LakeFixture fixture) {
    lake = fixture;
    datasets = new Datasets(fixture, folder);
    warehouse = new Warehouses(fixture, folder);
  }

  private static Check range(Severity severity, @Nullable String where) {
    return new Check(
        "rating-sane",
        severity,
        where,
        null,
        null,
        new QualityStep.Range("rating", "0.5", "5"),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Check columns(String name, boolean unique, String column) {
    QualityStep.Columns columns = new QualityStep.Columns(List.of(column));
    return new Check(
        name,
        Severity.ERROR,
        null,
        unique ? null : columns,
        unique ? columns : null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static QualityStep step(
      DatasetRef from, String name, @Nullable String maxPercent, Check... checks) {
    List<String> partitions = List.of(DatasetTarget.RUN_DATE);
    return new QualityStep(
        new Subject(from, null),
        List.of(checks),
        null,
        new Split(
            new DatasetTarget(name, Datasets.STORE, "checked/" + name, partitions),
            new DatasetTarget(name + ".quarantine", Datasets.STORE, "bad/" + name, partitions),
            maxPercent),
        null);
  }

  private StepResult check(RunContext run, QualityStep step) throws Exception {
    return warehouse.execute(warehouse.request(run, null, step));
  }

  private static RunContext run(String name, int attempt, long token) {
    return Warehouses.run(name, DATE, attempt, token);
  }

  /** Rows of the published slice; empty when there is none. */
  private List<String> published(String path, String columns) throws Exception {
    DatasetRef ref =
        new DatasetRef(path, Datasets.STORE, path, true, SliceSelection.ALL, null, null);
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      if (store.list(path + "/_sluice").isEmpty()) {
        return List.of();
      }
      Snapshot snapshot = DatasetReader.read(store, ref, DATE);
      List<String> rows = new ArrayList<>();
      for (var file : snapshot.files()) {
        Path local = folder.resolve("read-" + file.checksum().replace(':', '-'));
        store.get(file.key(), local);
        rows.addAll(
            warehouse.rows(
                "SELECT " + columns + " FROM read_parquet('" + local + "') ORDER BY ALL"));
        assertThat(file.rows()).isEqualTo(rows.size());
      }
      return rows;
    }
  }

  @Test
  void badRowsGoToADatasetOfTheirOwnAndTheOthersGoOn() throws Exception {
    DatasetRef from = datasets.slice("split", DATE, ROWS);
    QualityStep step =
        step(from, "split", null, range(Severity.ERROR, null), columns("id-there", false, "id"));
    StepResult result = check(run("nightly", 1, 10), step);
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message())
        .isEqualTo(
            "0 of 2 checks passed on 5 rows; 2 rows went to the quarantine s3://"
                + lake.bucket()
                + "/p/bad/split: rating-sane on rating: 2 of 5 rows outside [0.5, 5]; id-there on"
                + " id: 1 of 5 rows are null.");
    assertThat(result.results().rows()).isEqualTo(3);
    assertThat(result.results().uri()).endsWith("/p/checked/split");
    assertThat(warehouse.lastLineage().inputs())
        .extracting(Lineage.Dataset::name)
        .containsExactly("p/" + from.path());
    assertThat(warehouse.lastLineage().outputs())
        .extracting(Lineage.Dataset::name)
        .containsExactly("p/checked/split", "p/bad/split");
    assertThat(result.results().warned()).isEqualTo(2);
    assertThat(published("checked/split", "*"))
        .as("without the date, which is the slice's")
        .containsExactly("1|4.5|ok", "4|null|bad", "5|3.0|ok");
    assertThat(published("bad/split", "*"))
        .containsExactly(
            "2|9.0|ok|rating-sane|nightly|run_date=" + DATE,
            "null|0.0|bad|rating-sane, id-there|nightly|run_date=" + DATE);
  }

  @Test
  void bothDatasetsHaveAProfile() throws Exception {
    DatasetRef from =
        datasets.slice(
            "profiled",
            DATE,
            """
            SELECT * FROM (VALUES
              (1, 4.5::DOUBLE, ['a']), (2, 9.0, NULL), (3, 'nan'::DOUBLE, []), (4, NULL, ['b'])
            ) t(id, rating, tags)""");
    check(run("r", 1, 10), step(from, "profiled", null, range(Severity.ERROR, "id = 2")));
    assertThat(profile("checked/profiled"))
        .isEqualTo(
            new Profile(
                3,
                List.of(
                    new Profile.Column("id", "INTEGER", 0L, "1", "4", 3L),
                    new Profile.Column("rating", "DOUBLE", 1L, null, null, 2L),
                    new Profile.Column("tags", "VARCHAR[]", 0L, null, null, null))));
    assertThat(profile("bad/profiled").columns())
        .contains(
            new Profile.Column("rating", "DOUBLE", 0L, "9.0", "9.0", 1L),
            new Profile.Column("tags", "VARCHAR[]", 1L, null, null, null),
            new Profile.Column("_sluice_run", "VARCHAR", 0L, "r", "r", 1L));
  }

  private Profile profile(String path) throws Exception {
    DatasetRef ref =
        new DatasetRef(path, Datasets.STORE, path, true, SliceSelection.ALL, null, null);
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      String key = DatasetReader.read(store, ref, DATE).manifests().get(0).profile();
      return Json.MAPPER.readValue(
          store.read(String.valueOf(key)).orElseThrow().content(), Profile.class);
    }
  }

  @Test
  void theSameSliceIsReplacedAndAnOlderRunIsFenced() throws Exception {
    DatasetRef from = datasets.slice("again", DATE, ROWS);
    StepResult first =
        check(run("a", 1, 10), step(from, "again", null, range(Severity.ERROR, null)));
    StepResult again =
        check(run("b", 1, 20), step(from, "again", null, range(Severity.ERROR, "id = 2")));
    assertThat(again.results().rows()).isEqualTo(4);
    assertThat(published("bad/again", "id, _sluice_run")).containsExactly("2|b");
    StepResult late =
        check(run("a", 2, 11), step(from, "again", null, range(Severity.ERROR, null)));
    assertThat(late.outcome()).isEqualTo(Outcome.FENCED);
    assertThat(published("bad/again", "id, _sluice_run")).containsExactly("2|b");
    StepResult same =
        check(run("c", 1, 30), step(from, "again", null, range(Severity.ERROR, null)));
    assertThat(same.results().digest()).isEqualTo(first.results().digest());
  }

  @Test
  void tooManyBadRowsFailTheStepAndMoveNothing() throws Exception {
    DatasetRef from = datasets.slice("many", DATE, ROWS);
    StepResult result =
        check(run("r", 1, 10), step(from, "many", "39.9", range(Severity.ERROR, null)));
    assertThat(result.outcome()).isEqualTo(Outcome.QUALITY_FAILED);
    assertThat(result.reason()).isEqualTo("TooManyQuarantined");
    assertThat(result.message())
        .isEqualTo(
            "2 of 5 rows (40 %) would go to the quarantine, allowed are 39.9 %: rating-sane on"
                + " rating: 2 of 5 rows outside [0.5, 5]");
    assertThat(published("checked/many", "*")).isEmpty();
    assertThat(published("bad/many", "*")).isEmpty();
    assertThat(
            check(run("r", 2, 11), step(from, "many", "40", range(Severity.ERROR, null))).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aCheckOfTheWholeFailsTheStepAndMovesNothing() throws Exception {
    DatasetRef from = datasets.slice("whole", DATE, ROWS);
    StepResult result =
        check(
            run("r", 1, 10),
            step(
                from,
                "whole",
                null,
                range(Severity.ERROR, null),
                columns("unique-status", true, "status")));
    assertThat(result.reason()).isEqualTo("ChecksFailed");
    assertThat(result.message()).startsWith("1 of 2 checks failed: unique-status");
    assertThat(published("bad/whole", "*")).isEmpty();
  }

  @Test
  void warningsMoveNoRow() throws Exception {
    DatasetRef from = datasets.slice("warn", DATE, ROWS);
    StepResult result =
        check(
            run("r", 1, 10),
            step(
                from,
                "warn",
                "0",
                range(Severity.WARN, null),
                columns("status-there", false, "status")));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message())
        .startsWith("1 of 2 checks passed on 5 rows, none went to the quarantine; warnings: ");
    assertThat(published("checked/warn", "id")).hasSize(5);
    assertThat(published("bad/warn", "id")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"split, 0, 0", "quarantined, 0, 2", "cleaned, 0, 2"})
  void aKillLeavesEachDatasetWholeAndTheRetryEndsRight(String phase, int good, int bad)
      throws Exception {
    DatasetRef from = datasets.slice("kill-" + phase, DATE, ROWS);
    QualityStep step = step(from, "kill-" + phase, null, range(Severity.ERROR, null));
    StepRequest request = warehouse.request(run("r", 1, 10), null, step);
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
      RunnerProcess.Ended ended = process.await();
      assertThat(ended.exitCode()).as(ended.output()).isEqualTo(137);
    }
    assertThat(published("checked/kill-" + phase, "id")).hasSize(good);
    assertThat(published("bad/kill-" + phase, "id")).hasSize(bad);
    StepResult retry = check(run("r", 2, 11), step);
    assertThat(retry.outcome()).as(retry.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(published("checked/kill-" + phase, "id")).hasSize(3);
    assertThat(published("bad/kill-" + phase, "id")).hasSize(2);
  }
}
