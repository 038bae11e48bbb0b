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
import dev.sluice.protocol.WarehouseConnection.Redshift;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import dev.sluice.quality.CheckCases;
import dev.sluice.warehouse.redshift.RedshiftFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of {@link QualityIT} on tables of Redshift, and its probe. */
@ExtendWith(LakeFixture.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedshiftQualityIT {

  private static final Path SCRIPTS = Path.of("..", "..", "sql", "redshift");

  private LakeFixture lake;
  private Path folder;
  private RedshiftFixture redshift;
  private Warehouses warehouse;

  @BeforeAll
  void open(LakeFixture fixture, @TempDir Path own) throws Exception {
    lake = fixture;
    folder = own;
    redshift = new RedshiftFixture(lake, folder.resolve("secrets"));
    warehouse = new Warehouses(lake, folder, WarehouseConnection.of(redshift.as("transform")));
    redshift.execute(
        "loader",
        """
        CREATE TABLE raw.ratings (id integer, parent integer, rating double precision,
          status varchar(3), mail varchar(300), day date);
        INSERT INTO raw.ratings VALUES
          (1, 10, 4.5, 'ok', 'a@b.c', '2020-01-01'),
          (2, 20, 9.0, 'ok', 'nope', '2020-01-02'),
          (2, 30, NULL, 'bad', 'd@e.f', '2020-01-03'),
          (NULL, 99, 'NaN', 'ok', NULL, NULL);
        CREATE TABLE raw.parents AS SELECT 10 AS pid UNION ALL SELECT 20 UNION ALL SELECT NULL;
        CREATE TABLE raw.secret (id integer);
        REVOKE ALL ON raw.secret FROM transform""");
  }

  @AfterAll
  void close() {
    if (redshift != null) {
      redshift.close();
    }
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

  @Test
  void allChecksTogetherAreMeasuredByOneStatement() throws Exception {
    List<QualityStep.Check> all = new ArrayList<>();
    QualityIT.passing()
        .forEach(e -> all.add(check("check-" + all.size(), QualityStep.Severity.ERROR, null, e)));
    StepResult result = warehouse.check(step(table("raw.ratings"), all));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(new CheckCases.NotNull("nix"), "ColumnNotFound", "names column nix"),
        Arguments.of(new QualityStep.Pattern("mail", "("), "BadCheck", "parentheses"),
        Arguments.of(new QualityStep.Range("day", "soon", null), "BadCheck", "soon"),
        Arguments.of(new QualityStep.Sql("SELEC 1"), "BadCheck", "syntax error"),
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
  void checksCannotWrite() throws Exception {
    redshift.execute("loader", "GRANT ALL ON raw.parents TO transform");
    StepResult result =
        warehouse.check(
            step(
                table("raw.parents"),
                List.of(
                    check(new QualityStep.Sql("SELECT 1); DELETE FROM raw.parents; SELECT (1")))));
    assertThat(result.outcome()).as(result.message()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(redshift.rows("SELECT count(*) FROM raw.parents")).containsExactly(List.of("3"));
  }

  @Test
  void missingGrantIsNamed() throws Exception {
    StepResult result =
        warehouse.check(step(table("raw.secret"), List.of(check(new CheckCases.NotNull("id")))));
    assertThat(result.reason()).isEqualTo("TableNotReadable");
    assertThat(result.message()).contains("raw.secret").contains("GRANT").contains("SELECT");
  }

  @Test
  void biReaderReadsNothingBesideMarts() throws Exception {
    String check = Files.readString(SCRIPTS.resolve("04_check_bi_reader.sql"));
    redshift.execute("transform", "CREATE TABLE marts.top (id integer)");
    assertThat(redshift.rows(check)).isEmpty();
    assertThat(redshift.rows(check.replace("<> 'marts'", "= 'marts'")))
        .containsExactly(List.of("marts", "top", "SELECT"));
    redshift.execute("loader", "GRANT SELECT ON raw.parents TO ROLE bi_reader");
    assertThat(redshift.rows(check)).containsExactly(List.of("raw", "parents", "SELECT"));
  }

  @Test
  void largeFactOfTheScriptsIsMadeByTheLoader() throws Exception {
    redshift.execute(
        "loader",
        "ALTER TABLE raw.ratings RENAME TO ratings_kept; "
            + Files.readString(SCRIPTS.resolve("03_large_fact.sql")));
    assertThat(redshift.rows("SELECT count(*) FROM raw.ratings")).containsExactly(List.of("0"));
    redshift.execute(
        "loader", "DROP TABLE raw.ratings; ALTER TABLE raw.ratings_kept RENAME TO ratings");
  }

  private StepResult probe(Redshift connection) throws Exception {
    return new Warehouses(lake, folder, WarehouseConnection.of(connection)).probe();
  }

  private void refused(Redshift connection, String reason, String... parts) throws Exception {
    StepResult result = probe(connection);
    assertThat(result.outcome()).as(result.message()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).contains(parts).doesNotContain("Exception", "of-loader");
  }

  @Test
  void loaderOfTheScriptsIsReadyBeforeAndAfterItsFirstLoad() throws Exception {
    for (int n = 0; n < 2; n++) {
      StepResult result = probe(redshift.as("loader"));
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.message()).startsWith("Warehouse wh is ready: Redshift, 127.0.0.1:");
      redshift.execute(
          "loader", "CREATE TABLE IF NOT EXISTS _sluice.load_ledger (step varchar(9))");
    }
    refused(
        redshift.as("transform"),
        "AccessDenied",
        "GRANT USAGE, CREATE ON SCHEMA _sluice TO transform");
  }

  @Test
  void wrongSignInsAreSaidWithoutThePassword() throws Exception {
    Redshift right = redshift.as("loader");
    refused(
        new Redshift(
            right.host(),
            right.port(),
            "nix-there",
            TlsMode.DISABLE,
            right.iamRole(),
            right.signIn()),
        "DatabaseNotFound",
        "has no database nix-there");
    refused(
        redshift.as("loader", "of-loader", TlsMode.VERIFY_FULL, "default"),
        "TlsRefused",
        "does not encrypt connections");
    StepResult result = probe(redshift.as("loader", "n0t-it", TlsMode.DISABLE, "default"));
    assertThat(result.reason()).as(result.message()).isEqualTo("WrongCredentials");
    assertThat(result.message()).contains("refuses user loader").doesNotContain("n0t-it");
  }
}
