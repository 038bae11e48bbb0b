package dev.sluice.warehouse;

import static dev.sluice.quality.CheckCases.check;
import static dev.sluice.warehouse.QualityIT.step;
import static dev.sluice.warehouse.QualityIT.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StepResult.FailedCheck;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.CheckCases;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of {@link QualityIT} on tables of PostgreSQL: the same words and figures. */
@ExtendWith(LakeFixture.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlQualityIT {

  private PostgresqlFixture postgresql;
  private Warehouses warehouse;

  @BeforeAll
  void open(LakeFixture lake, @TempDir Path folder) throws Exception {
    postgresql = new PostgresqlFixture(folder.resolve("secrets"));
    warehouse = new Warehouses(lake, folder, WarehouseConnection.of(postgresql.as("transform")));
    postgresql.execute(
        "loader",
        """
        CREATE TABLE raw.ratings (id integer, parent integer, rating double precision,
          status varchar(3), mail text, day date);
        INSERT INTO raw.ratings VALUES
          (1, 10, 4.5, 'ok', 'a@b.c', '2020-01-01'),
          (2, 20, 9.0, 'ok', 'nope', '2020-01-02'),
          (2, 30, NULL, 'bad', 'd@e.f', '2020-01-03'),
          (NULL, 99, 'NaN', 'ok', NULL, NULL);
        CREATE TABLE raw.parents AS SELECT unnest(ARRAY[10, 20, NULL]) AS pid;
        CREATE TABLE raw.secret (id integer);
        REVOKE ALL ON raw.secret FROM transform""");
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.warehouse.QualityIT#failing")
  void failingCheckSaysWhereAndHowMany(
      Object expectation, String column, long failures, String message) throws Exception {
    StepResult result = warehouse.check(step(table("RAW.Ratings"), List.of(check(expectation))));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.QUALITY_FAILED);
    FailedCheck failed = result.failedChecks().get(0);
    assertThat(failed.column()).isEqualTo(column);
    assertThat(failed.failures()).isEqualTo(failures);
    assertThat(failed.message()).contains(message);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.warehouse.QualityIT#passing")
  void passingCheckPasses(Object expectation) throws Exception {
    StepResult result = warehouse.check(step(table("raw.ratings"), List.of(check(expectation))));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message()).isEqualTo("1 of 1 checks passed on 4 rows.");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(new CheckCases.NotNull("nix"), "ColumnNotFound", "names column nix"),
        Arguments.of(new QualityStep.Pattern("mail", "("), "BadCheck", "parentheses"),
        Arguments.of(new QualityStep.Range("day", "soon", null), "BadCheck", "soon"),
        Arguments.of(new QualityStep.Freshness("id", 1), "BadCheck", "of type integer"),
        Arguments.of(new QualityStep.Sql("SELEC 1"), "BadCheck", "syntax error"),
        Arguments.of(
            new QualityStep.Sql("SELECT set_config('x.y', nix, true) FROM subject"),
            "BadCheck",
            "nix"),
        Arguments.of(
            new QualityStep.Relationships("parent", table("raw.nix"), "id"),
            "TableNotFound",
            "raw.parents, raw.ratings"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongCheckIsNamed(Object expectation, String reason, String part) throws Exception {
    StepResult result = warehouse.check(step(table("raw.ratings"), List.of(check(expectation))));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).contains(part);
  }

  @Test
  void acceptedValueThatIsLongerThanTheColumnIsNotCutOff() throws Exception {
    StepResult result =
        warehouse.check(
            step(
                table("raw.ratings"),
                List.of(check(new QualityStep.AcceptedValues("status", List.of("ok", "badly"))))));
    assertThat(result.outcome()).isEqualTo(Outcome.QUALITY_FAILED);
    assertThat(result.failedChecks().get(0).failures()).isEqualTo(1);
  }

  @Test
  void missingGrantIsNamed() throws Exception {
    StepResult result =
        warehouse.check(step(table("raw.secret"), List.of(check(new CheckCases.NotNull("id")))));
    assertThat(result.reason()).isEqualTo("TableNotReadable");
    assertThat(result.message()).contains("raw.secret").contains("GRANT").contains("SELECT");
  }
}
