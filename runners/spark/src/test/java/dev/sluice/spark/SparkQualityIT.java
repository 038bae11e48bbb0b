package dev.sluice.spark;

import static dev.sluice.quality.CheckCases.figure;
import static dev.sluice.quality.CheckCases.rowCount;
import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.column;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.Profile;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.FigureKind;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StepResult.FailedCheck;
import dev.sluice.quality.CheckCases;
import dev.sluice.quality.CheckCases.NotNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks on Spark: the words and figures of {@link CheckCases}, as every other engine has them. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class SparkQualityIT {

  private static final String RATINGS =
      """
      id,parent,rating,status,mail,day
      1,10,4.5,ok,a@b.c,2020-01-01
      2,20,9.0,ok,nope,2020-01-02
      2,30,,bad,d@e.f,2020-01-03
      ,99,NaN,ok,,
      """;
  private static final Format RATINGS_FORMAT =
      csv(
          column("id", "int"),
          column("parent", "int"),
          column("rating", "double"),
          column("status", "string"),
          column("mail", "string"),
          column("day", "date"));

  private final FakeLake lake;
  private final SharedSpark spark;
  private final Subject ratings = subject("ratings", RATINGS_FORMAT);
  private final Subject parents = subject("parents", csv(column("pid", "int")));

  SparkQualityIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.lake = new FakeLake(fixture, "q" + System.nanoTime());
    this.spark = spark;
    lake.raw("ratings", false, DATE, "ratings.csv", RATINGS);
    lake.raw("parents", false, DATE, "parents.csv", "pid\n10\n20\n\"\"\n");
  }

  private static Subject subject(String dataset, @Nullable Format format) {
    return new Subject(
        new DatasetRef(dataset, "lake", "raw/" + dataset, false, SliceSelection.RUN, null, format),
        null);
  }

  private StepResult check(Subject on, List<Check> checks) throws Exception {
    return spark.check(lake, run("checks", DATE, 1), new QualityStep(on, checks, null, null, null));
  }

  @Test
  void everyCheckSaysWhatOtherEnginesSay() throws Exception {
    Map<String, CheckCases.Failing> expected = new LinkedHashMap<>();
    List<Check> checks = new ArrayList<>();
    Stream<CheckCases.Failing> median =
        Stream.of(
            new CheckCases.Failing(
                figure(FigureKind.QUANTILE, "parent", "21", null),
                "parent",
                1L,
                "quantile 0.5 is 20, expected at least 21"));
    // The median of four values lies between two of them, which Spark does not say.
    Stream.concat(
            CheckCases.failing(parents).filter(failing -> !isQuantile(failing.expectation())),
            median)
        .forEach(
            failing -> {
              String name = "fails-" + expected.size();
              expected.put(name, failing);
              checks.add(CheckCases.check(name, Severity.ERROR, null, failing.expectation()));
            });
    CheckCases.passing()
        .forEach(
            passing ->
                checks.add(
                    CheckCases.check("holds-" + checks.size(), Severity.ERROR, null, passing)));

    StepResult result = check(ratings, checks);

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.QUALITY_FAILED);
    assertThat(result.results().rows()).isEqualTo(4);
    assertThat(result.failedChecks())
        .extracting(FailedCheck::check)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (FailedCheck failed : result.failedChecks()) {
      CheckCases.Failing failing = expected.get(failed.check());
      assertThat(failed.column()).isEqualTo(failing.column());
      assertThat(failed.failures()).as(failed.message()).isEqualTo(failing.failures());
      assertThat(failed.message()).contains(failing.message());
    }
    assertThat(result.failedChecks())
        .flatExtracting(FailedCheck::samples)
        .contains("rating=9.0, id=2, parent=20, status=ok", "id=2, rows=2", "id=2, n=2");
  }

  private static boolean isQuantile(Object expectation) {
    return expectation instanceof QualityStep.Figure figure && figure.kind() == FigureKind.QUANTILE;
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(null, new NotNull("nix"), "ColumnNotFound", "names column nix"),
        Arguments.of(null, new QualityStep.Pattern("mail", "("), "BadCheck", "Unclosed group"),
        Arguments.of(null, new QualityStep.Range("day", "soon", null), "BadCheck", "soon"),
        Arguments.of(null, new QualityStep.Freshness("id", 1), "BadCheck", "of type int"),
        Arguments.of("nix = 1", new NotNull("id"), "BadCheck", "`nix`"),
        Arguments.of("1 / (id - id) > 0", new NotNull("id"), "BadCheck", "zero"),
        Arguments.of(null, new QualityStep.Sql("SELEC 1"), "BadCheck", "PARSE_SYNTAX_ERROR"),
        Arguments.of(
            null, new QualityStep.Sql("SELECT 1); DROP VIEW subject; --"), "BadCheck", "DROP"),
        Arguments.of(
            null, new QualityStep.Sql("SELECT * FROM text.`/etc/hostname`"), "BadCheck", "text"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongCheckIsNamed(@Nullable String where, Object expectation, String reason, String part)
      throws Exception {
    StepResult result =
        check(
            ratings,
            List.of(
                CheckCases.check("fine", Severity.ERROR, null, new NotNull("status")),
                CheckCases.check("the-check", Severity.ERROR, where, expectation)));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).startsWith("Check the-check").contains(part);
  }

  @Test
  void whatLooksLikeSqlOrAVariableIsAName() throws Exception {
    String name = "a`b.c${env:PATH}'; -- \\";
    String value = "it's \\ ${spark:spark.app.name} \\u0041";
    lake.raw(
        "hostile", false, DATE, "h.csv", "id,\"" + name + "\"\n1,\"" + value + "\"\n2,other\n");
    Subject hostile = subject("hostile", csv());
    StepResult result =
        check(
            hostile,
            List.of(
                CheckCases.check(
                    "values",
                    Severity.ERROR,
                    null,
                    new QualityStep.AcceptedValues(name, List.of(value))),
                CheckCases.check(
                    "text",
                    Severity.ERROR,
                    "id = 1",
                    new QualityStep.Pattern(name, "\\Q" + value + "\\E"))));
    assertThat(result.message()).startsWith("1 of 2 checks failed: values on " + name + ": 1 of 2");
    assertThat(result.failedChecks().get(0).samples()).containsExactly(name + "=other, id=2");
  }

  @Test
  void theSumOfLargeIntegersDoesNotOverflow() throws Exception {
    lake.raw("large", false, DATE, "l.csv", "n\n9223372036854775807\n9223372036854775807\n");
    QualityStep.Figure sum = figure(FigureKind.SUM, "n", null, "0");
    StepResult result =
        check(subject("large", csv(column("n", "bigint"))), List.of(CheckCases.check(sum)));
    assertThat(result.message()).contains("sum is 18446744073709551614, expected at most 0");
  }

  @Test
  void aRecordThatDoesNotFitIsNotTheFaultOfACheck() throws Exception {
    lake.raw("broken", false, DATE, "b.csv", "id,name\n1,a\n2\n");
    Subject broken = subject("broken", csv(column("id", "int"), column("name", "string")));
    StepResult result = check(broken, List.of(CheckCases.check(new NotNull("id"))));
    assertThat(result.reason()).isEqualTo("MalformedInput");
    assertThat(result.message()).startsWith("b.csv of dataset broken, line 3: 1 columns where 2");
  }

  @Test
  void aDatasetWithoutFilesHasNoRows() throws Exception {
    lake.raw("empty", false, DATE);
    List<Check> checks =
        List.of(
            CheckCases.check("null", Severity.ERROR, null, new NotNull("id")),
            CheckCases.check("rows", Severity.ERROR, null, rowCount(1L, null)),
            CheckCases.check("fresh", Severity.ERROR, null, new QualityStep.Freshness("at", 60)));
    assertThat(check(subject("empty", null), checks).message())
        .isEqualTo(
            "2 of 3 checks failed: rows: 0 rows, expected at least 1; fresh on at: no value,"
                + " expected one of the last 1 min");
  }

  @Test
  void badRowsGoToADatasetOfTheirOwnAndTheOthersGoOn() throws Exception {
    List<String> partitions = List.of(DatasetTarget.RUN_DATE);
    List<Check> checks =
        List.of(
            CheckCases.check(
                "sane", Severity.ERROR, null, new QualityStep.Range("rating", "0.5", "5")),
            CheckCases.check("id", Severity.ERROR, null, new NotNull("id")),
            CheckCases.check(
                "known",
                Severity.ERROR,
                "status = 'ok'",
                new QualityStep.Relationships("parent", parents, "pid")));
    QualityStep.Split split =
        new QualityStep.Split(
            new DatasetTarget("good", "lake", "processed/good", partitions),
            new DatasetTarget("good.quarantine", "lake", "processed/bad", partitions),
            null);
    QualityStep step = new QualityStep(ratings, checks, null, split, null);

    StepResult result = spark.check(lake, run("nightly", DATE, 1, 10), step);

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message())
        .startsWith("0 of 3 checks passed on 4 rows; 2 rows went to the quarantine s3://")
        .endsWith(
            "sane on rating: 2 of 4 rows outside [0.5, 5]; id on id: 1 of 4 rows are null; known"
                + " on parent: 1 of 3 rows not found in parents.pid.");
    assertThat(result.results().rows()).isEqualTo(2);
    assertThat(spark.rows(lake, lake.read("good", true, SliceSelection.RUN, DATE)))
        .containsExactlyInAnyOrder(
            "[1,10,4.5,ok,a@b.c,2020-01-01," + DATE + "]",
            "[2,30,null,bad,d@e.f,2020-01-03," + DATE + "]");
    var bad = lake.read("bad", true, SliceSelection.RUN, DATE);
    assertThat(spark.rows(lake, bad))
        .containsExactlyInAnyOrder(
            "[2,20,9.0,ok,nope,2020-01-02,sane,nightly,run_date=" + DATE + "," + DATE + "]",
            "[null,99,NaN,ok,null,null,sane, id, known,nightly,run_date="
                + DATE
                + ","
                + DATE
                + "]");
    String key = String.valueOf(bad.manifests().get(0).profile());
    assertThat(
            Json.MAPPER
                .readValue(lake.store().read(key).orElseThrow().content(), Profile.class)
                .columns())
        .contains(new Profile.Column("id", "int", 1L, "2", "2", 1L));

    assertThat(spark.check(lake, run("late", DATE, 1, 9), step).outcome())
        .isEqualTo(Outcome.FENCED);
    StepResult again = spark.check(lake, run("again", DATE, 1, 11), step);
    assertThat(again.results().digest()).isEqualTo(result.results().digest());
  }
}
