package dev.sluice.warehouse;

import static dev.sluice.quality.CheckCases.check;
import static dev.sluice.quality.CheckCases.figure;
import static dev.sluice.quality.CheckCases.rowCount;
import static dev.sluice.quality.CheckCases.unique;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.FigureKind;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StepResult.FailedCheck;
import dev.sluice.quality.CheckCases;
import dev.sluice.quality.CheckCases.NotNull;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LakeFixture.Extension.class)
class QualityIT {

  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (1, 10, 4.5::DOUBLE, 'ok', 'a@b.c', DATE '2020-01-01'),
        (2, 20, 9.0, 'ok', 'nope', DATE '2020-01-02'),
        (2, 30, NULL, 'bad', 'd@e.f', DATE '2020-01-03'),
        (NULL, 99, 'NaN', 'ok', NULL, NULL)
      ) t(id, parent, rating, status, mail, day)\
      """;

  @TempDir private Path folder;
  private Datasets datasets;
  private Warehouses warehouse;
  private DatasetRef lake;

  @BeforeEach
  void open(LakeFixture fixture) throws Exception {
    datasets = new Datasets(fixture, folder);
    warehouse = new Warehouses(fixture, folder);
    lake = datasets.parquet("ratings", ROWS);
    warehouse.execute(
        "CREATE SCHEMA raw",
        "CREATE TABLE raw.ratings AS " + ROWS,
        "CREATE TABLE raw.parents AS SELECT unnest([10, 20, NULL]) AS pid");
  }

  static Subject table(String name) {
    return new Subject(null, new QualityStep.Table("wh", name));
  }

  private List<Subject> subjects() {
    return List.of(new Subject(lake, null), table("raw.ratings"));
  }

  static QualityStep step(Subject subject, List<Check> checks) {
    return new QualityStep(subject, checks, null, null, null);
  }

  static Stream<Arguments> failing() {
    return CheckCases.failing(table("raw.parents")).map(CheckCases.Failing::arguments);
  }

  @ParameterizedTest
  @MethodSource("failing")
  void failingCheckSaysWhereAndHowMany(
      Object expectation, String column, long failures, String message) throws Exception {
    for (Subject subject : subjects()) {
      StepResult result = warehouse.check(step(subject, List.of(check(expectation))));
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.QUALITY_FAILED);
      assertThat(result.reason()).isEqualTo("ChecksFailed");
      assertThat(result.message()).contains("1 of 1 checks failed: the-check").contains(message);
      assertThat(result.results().failed()).isEqualTo(1);
      FailedCheck failed = result.failedChecks().get(0);
      assertThat(failed.check()).isEqualTo("the-check");
      assertThat(failed.column()).isEqualTo(column);
      assertThat(failed.failures()).isEqualTo(failures);
      assertThat(failed.message()).contains(message);
    }
  }

  static Stream<Object> passing() {
    return CheckCases.passing();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void passingCheckPasses(Object expectation) throws Exception {
    for (Subject subject : subjects()) {
      StepResult result = warehouse.check(step(subject, List.of(check(expectation))));
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.message()).isEqualTo("1 of 1 checks passed on 4 rows.");
      assertThat(result.results().passed()).isEqualTo(1);
      assertThat(result.results().rows()).isEqualTo(4);
    }
  }

  @Test
  void relationshipToADatasetPasses() throws Exception {
    DatasetRef parents = datasets.parquet("parents", "SELECT unnest([10, 20, 30, 99]) AS pid");
    QualityStep.Relationships to =
        new QualityStep.Relationships("parent", new Subject(parents, null), "pid");
    for (Subject subject : subjects()) {
      StepResult result = warehouse.check(step(subject, List.of(check(to))));
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    }
  }

  @Test
  void whereNarrowsTheRowsEvenWithACommentAtItsEnd() throws Exception {
    Check narrowed =
        check(
            "n",
            Severity.ERROR,
            "status = 'ok' -- only those",
            new QualityStep.Range("rating", "5", null));
    StepResult result = warehouse.check(step(subjects().get(0), List.of(narrowed)));
    assertThat(result.failedChecks().get(0).message()).startsWith("2 of 3 rows outside");
  }

  @Test
  void samplesShowValueAndRow() throws Exception {
    Subject subject = subjects().get(0);
    StepResult range =
        warehouse.check(step(subject, List.of(check(new QualityStep.Range("rating", null, "5")))));
    assertThat(range.failedChecks().get(0).samples())
        .contains("rating=9.0, id=2, parent=20, status=ok");
    StepResult unique = warehouse.check(step(subject, List.of(check(unique("id")))));
    assertThat(unique.failedChecks().get(0).samples()).containsExactly("id=2, rows=2");
    StepResult query =
        warehouse.check(
            step(
                subject,
                List.of(
                    check(
                        new QualityStep.Sql("SELECT id, parent FROM subject WHERE parent = 99")))));
    assertThat(query.failedChecks().get(0).samples()).containsExactly("id=null, parent=99");
  }

  @Test
  void warningsDoNotFailTheStepAndTheReportHasEverything() throws Exception {
    List<Check> checks =
        List.of(
            check("few", Severity.WARN, null, rowCount(null, 1L)),
            check("status", Severity.ERROR, null, new NotNull("status")));
    StepResult result = warehouse.check(step(subjects().get(1), checks));
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message())
        .isEqualTo("1 of 2 checks passed on 4 rows; warnings: few: 4 rows, expected at most 1");
    assertThat(result.results().warned()).isEqualTo(1);
    assertThat(result.results().uri()).isEqualTo("raw.ratings");
    assertThat(result.failedChecks()).hasSize(1);
    JsonNode report = Json.MAPPER.readTree(warehouse.lastReport().toFile());
    assertThat(report.path("checks")).hasSize(2);
    assertThat(report.at("/checks/0/status").asText()).isEqualTo("WARNED");
    assertThat(report.at("/checks/1/status").asText()).isEqualTo("PASSED");
    assertThat(report.path("rows").asLong()).isEqualTo(4);
  }

  @Test
  void errorsComeBeforeWarnings() throws Exception {
    List<Check> checks =
        List.of(
            check("w", Severity.WARN, null, new QualityStep.Range("parent", null, "0")),
            check("small", Severity.ERROR, null, new NotNull("id")),
            check("large", Severity.ERROR, null, new QualityStep.Range("parent", null, "10")));
    StepResult result = warehouse.check(step(subjects().get(0), checks));
    assertThat(result.message())
        .isEqualTo(
            "2 of 3 checks failed: small on id: 1 of 4 rows are null; large on parent: 3 of 4 rows"
                + " outside at most 10");
    assertThat(result.failedChecks().stream().map(FailedCheck::check))
        .containsExactly("large", "small", "w");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(new NotNull("nix"), "ColumnNotFound", "names column nix"),
        Arguments.of(new QualityStep.Pattern("mail", "("), "BadCheck", "missing )"),
        Arguments.of(
            new QualityStep.Range("rating", "cheap", null),
            "BadCheck",
            "\"cheap\", which is no number"),
        Arguments.of(new QualityStep.Range("day", "soon", null), "BadCheck", "soon"),
        Arguments.of(
            new QualityStep.AcceptedValues("id", List.of("1) OR (1=1")), "BadCheck", "no number"),
        Arguments.of(new QualityStep.Freshness("id", 1), "BadCheck", "of type INTEGER"),
        Arguments.of(
            figure(FigureKind.MEAN, "status", "1", null),
            "BadCheck",
            "needs a number, but column status is of type VARCHAR"),
        Arguments.of(
            figure(FigureKind.SUM, "id", "much", null), "BadCheck", "\"much\", which is no"),
        Arguments.of(
            new QualityStep.Increasing("id", List.of("nix"), List.of(), false),
            "ColumnNotFound",
            "names column nix"),
        Arguments.of(new QualityStep.Sql("SELEC 1"), "BadCheck", "syntax error"),
        Arguments.of(new QualityStep.Sql("SELECT nix FROM subject"), "BadCheck", "nix"),
        Arguments.of(
            new QualityStep.Sql("SELECT 1; DROP TABLE raw.ratings"), "BadCheck", "syntax error"),
        Arguments.of(
            new QualityStep.Sql("SELECT * FROM read_text('/etc/hostname')"),
            "BadCheck",
            "/etc/hostname"),
        Arguments.of(
            new QualityStep.Relationships("parent", table("raw.parents"), "nix"),
            "ColumnNotFound",
            "raw.parents does not have. It has: pid"),
        Arguments.of(
            new QualityStep.Relationships("parent", table("raw.nix"), "id"),
            "TableNotFound",
            "raw.parents, raw.ratings"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongCheckIsNamed(Object expectation, String reason, String part) throws Exception {
    for (Subject subject : subjects()) {
      List<Check> checks =
          new ArrayList<>(List.of(check("fine", Severity.ERROR, null, new NotNull("status"))));
      checks.add(check(expectation));
      StepResult result = warehouse.check(step(subject, checks));
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
      assertThat(result.reason()).as(result.message()).isEqualTo(reason);
      assertThat(result.message()).contains(part);
      if (!reason.equals("TableNotFound")) {
        assertThat(result.message()).contains("Check the-check");
      }
    }
    assertThat(warehouse.rows("SELECT count(*) FROM raw.ratings")).containsExactly("4");
  }

  @Test
  void wrongConditionIsNamed() throws Exception {
    Check wrong = check("w", Severity.ERROR, "nix = 1", new NotNull("id"));
    StepResult result = warehouse.check(step(subjects().get(0), List.of(wrong)));
    assertThat(result.reason()).isEqualTo("BadCheck");
    assertThat(result.message()).contains("Check w").contains("nix");
  }

  @Test
  void namesMustBeDistinct() throws Exception {
    Check one = check(new NotNull("id"));
    StepResult result = warehouse.check(step(subjects().get(0), List.of(one, one)));
    assertThat(result.reason()).isEqualTo("BadCheck");
    assertThat(result.message()).contains("exists twice");
  }

  @Test
  void missingTableNamesThoseThatExist() throws Exception {
    StepResult result = warehouse.check(step(table("raw.nix"), List.of(check(new NotNull("id")))));
    assertThat(result.reason()).isEqualTo("TableNotFound");
    assertThat(result.message()).contains("raw.parents, raw.ratings");
  }

  @Test
  void datasetWithoutFilesHasNoRows() throws Exception {
    DatasetRef empty = datasets.parquet("empty", "", List.of(), Map.of());
    Subject subject = new Subject(empty, null);
    List<Check> checks =
        List.of(
            check("null", Severity.ERROR, null, new NotNull("id")),
            check("rows", Severity.ERROR, null, rowCount(1L, null)),
            check("fresh", Severity.ERROR, null, new QualityStep.Freshness("at", 60)));
    StepResult result = warehouse.check(step(subject, checks));
    assertThat(result.message())
        .isEqualTo(
            "2 of 3 checks failed: rows: 0 rows, expected at least 1; fresh on at: no value,"
                + " expected one of the last 1 min");
  }

  @Test
  void malformedCsvIsNotTheFaultOfACheck() throws Exception {
    DatasetRef rows =
        datasets.csv(
            "bad", Map.of("bad.csv", "id,name\n1,a\n2\n".getBytes(StandardCharsets.UTF_8)));
    StepResult result =
        warehouse.check(step(new Subject(rows, null), List.of(check(new NotNull("id", "name")))));
    assertThat(result.reason()).isEqualTo("MalformedFile");
    assertThat(result.message()).contains("bad/bad.csv, line 3");
  }
}
