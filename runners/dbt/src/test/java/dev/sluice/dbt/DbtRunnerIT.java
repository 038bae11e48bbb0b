package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner with a real dbt on a real DuckDB. */
class DbtRunnerIT {

  private static final String TESTS_OF_A =
      """
      version: 2
      models:
        - name: a
          columns:
            - name: id
              data_tests:
                - not_null
                - unique: {config: {severity: warn}}
      """;

  @TempDir Path folder;
  private Path database;
  private Path scratch;

  @BeforeEach
  void folders() throws Exception {
    database = folder.resolve("warehouse.duckdb");
    scratch = Files.createDirectories(folder.resolve("scratch"));
  }

  private StepResult run(ModelSteps project) throws Exception {
    return run(project.on(database), RealDbt.environment());
  }

  private StepResult run(StepRequest request, Map<String, String> environment) throws Exception {
    return new DbtRunner(environment).run(request, new StepContext(scratch));
  }

  private StepResult failure(ModelSteps project) {
    return catchThrowableOfType(StepFailure.class, () -> run(project)).result();
  }

  @Test
  void modelsAreBuiltInTheirSchemaWithVariablesOfTheRun() throws Exception {
    StepResult result =
        run(
            ModelSteps.project()
                .withModel(
                    "a",
                    "select unnest([7, 7]) as id, '{{ var('run_date') }}' as day,"
                        + " {{ var('n') + 1 }} as n")
                .withModel("b", "select distinct * from {{ ref('a') }}")
                .withFile("models/a.yml", TESTS_OF_A)
                .withVar("n", "41"));

    assertThat(result.message()).isEqualTo("2 models, 2 tests done, 1 with warnings.");
    assertThat(result.results()).isEqualTo(StepResult.Results.judged(null, "marts", 3, 1, 0, 0));
    assertThat(result.failedChecks())
        .extracting(StepResult.FailedCheck::check, StepResult.FailedCheck::severity)
        .containsExactly(tuple("unique_a_id", Severity.WARN));
    assertThat(RealDbt.query(database, "select day || ' ' || n from marts.b"))
        .containsExactly("2026-11-21 42");
    JsonNode report = Json.MAPPER.readTree(scratch.resolve("report.json").toFile());
    assertThat(report.path("dbtVersion").asText()).startsWith("1.11");
    assertThat(report.path("nodes")).hasSize(4);
    assertThat(scratch.resolve("artifacts-1"))
        .isDirectoryContaining("glob:**/run_results.json")
        .isDirectoryContaining("glob:**/manifest.json.gz");
    String namespace = "duckdb://" + database;
    Lineage.Dataset a = new Lineage.Dataset(namespace, "warehouse.marts.a");
    Lineage.Dataset b = new Lineage.Dataset(namespace, "warehouse.marts.b");
    assertThat(Json.MAPPER.readValue(scratch.resolve(Lineage.FILE).toFile(), Lineage.class).parts())
        .containsExactlyInAnyOrder(
            new Lineage.Part("a", List.of(), List.of(a)),
            new Lineage.Part("b", List.of(a), List.of(b)));
  }

  @Test
  void failingTestsAreAQualityFailureAndWhatDependsOnThemIsSkipped() {
    StepResult result =
        failure(
            ModelSteps.project()
                .withModel("a", "select unnest([1, 1, null, null, null]) as id")
                .withModel("b", "select * from {{ ref('a') }}")
                .withFile("models/a.yml", TESTS_OF_A));

    assertThat(result.outcome()).isEqualTo(Outcome.QUALITY_FAILED);
    assertThat(result.reason()).isEqualTo("TestsFailed");
    assertThat(result.message())
        .isEqualTo(
            "1 of 4 dbt nodes failed: test not_null_a_id on id (models/a.yml): 3 rows; 1 skipped.");
    assertThat(result.results()).isEqualTo(StepResult.Results.judged(null, "marts", 1, 1, 1, 1));
    assertThat(result.failedChecks())
        .extracting(
            StepResult.FailedCheck::check,
            StepResult.FailedCheck::column,
            StepResult.FailedCheck::severity,
            StepResult.FailedCheck::failures)
        .containsExactly(
            tuple("not_null_a_id", "id", Severity.ERROR, 3L),
            tuple("unique_a_id", "id", Severity.WARN, 1L));
  }

  @Test
  void aModelWithWrongSqlIsNamedWithTheMessageOfTheWarehouse() throws Exception {
    StepResult result =
        failure(
            ModelSteps.project()
                .withModel("good", "select 1 as id")
                .withModel("bad", "select nope from {{ ref('good') }}")
                .withModel("after", "select * from {{ ref('bad') }}")
                .withCommands("run", "test", "docs generate"));

    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo("ModelsFailed");
    assertThat(result.message())
        .startsWith(
            "1 of 3 dbt nodes could not be built: model bad (models/bad.sql): Binder Error:"
                + " Referenced column \"nope\" not found in FROM clause!")
        .endsWith("; 1 skipped.");
    assertThat(RealDbt.query(database, "select id from marts.good")).containsExactly("1");
    JsonNode report = Json.MAPPER.readTree(scratch.resolve("report.json").toFile());
    assertThat(report.path("commands")).as("nothing runs after a failure").hasSize(1);
  }

  @Test
  void aProjectThatDoesNotParseNamesFileAndLine() {
    StepResult result =
        failure(ModelSteps.project().withModel("bad", "select 1\n{% if %}\nfrom t"));

    assertThat(result.reason()).isEqualTo("ProjectInvalid");
    assertThat(result.message())
        .startsWith("dbt cannot read the project: Compilation Error in model bad (models/bad.sql)")
        .contains("line 2");
  }

  @Test
  void aLockedDatabaseIsTransientAndNamesTheHolder() throws Exception {
    try (Connection holder = RealDbt.open(database)) {
      assertThat(holder.isClosed()).isFalse();
      StepResult result = failure(ModelSteps.project().withModel("a", "select 1 as id"));

      assertThat(result.outcome()).isEqualTo(Outcome.TRANSIENT);
      assertThat(result.reason()).isEqualTo("WarehouseLocked");
      assertThat(result.message()).contains("PID " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsSaidToBeNone() throws Exception {
    Files.writeString(database, "not a database ".repeat(1000));

    StepResult result = failure(ModelSteps.project().withModel("a", "select 1 as id"));

    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.message()).contains("not a valid DuckDB database file");
  }

  @Test
  void aSelectionThatMatchesNothingIsAnError() {
    StepResult result =
        failure(
            ModelSteps.project().withModel("a", "select 1 as id").withSelect("dim_movie", "b+"));

    assertThat(result.reason()).isEqualTo("NothingSelected");
    assertThat(result.message())
        .isEqualTo("spec.select: dim_movie b+ matches nothing in project shop.");
  }

  @Test
  void severalCommandsCountEachNodeOnceAndKeepTheirOwnArtifacts() throws Exception {
    StepResult result =
        run(
            ModelSteps.project()
                .withFile("seeds/countries.csv", "code,name\nde,Germany\nfr,France\n")
                .withModel("a", "select * from {{ ref('countries') }}")
                .withModel("left_out", "select * from {{ ref('a') }}")
                .withFile("models/a.yml", TESTS_OF_A.replace("name: id", "name: code"))
                .withSelect("countries+")
                .withExclude("left_out")
                .withCommands("seed", "run", "test", "docs generate"));

    assertThat(result.message()).isEqualTo("1 model, 1 seed, 2 tests done.");
    assertThat(scratch.resolve("artifacts-4"))
        .isDirectoryContaining("glob:**/catalog.json")
        .isDirectoryContaining("glob:**/index.html");
  }

  @Test
  void aStaleSourceIsAQualityFailure() throws Exception {
    RealDbt.execute(
        database,
        "create schema raw",
        "create table raw.t as select timestamp '2020-01-01' as loaded_at");

    StepResult result =
        failure(
            ModelSteps.project()
                .withFile(
                    "models/sources.yml",
                    """
                    version: 2
                    sources:
                      - name: raw
                        schema: raw
                        config:
                          loaded_at_field: loaded_at
                          freshness: {error_after: {count: 2, period: day}}
                        tables: [{name: t}]
                    """)
                .withCommands("source freshness"));

    assertThat(result.reason()).isEqualTo("TestsFailed");
    assertThat(result.message())
        .contains("source t (models/sources.yml): the newest row is of 2020-01-01");
  }

  @Test
  void aMissingDbtIsSaidWithItsRemedy() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(DbtRunner.PROGRAM, "/nowhere/dbt");

    StepResult result =
        catchThrowableOfType(
                StepFailure.class,
                () ->
                    run(
                        ModelSteps.project().withModel("a", "select 1 as id").on(database),
                        environment))
            .result();

    assertThat(result.reason()).isEqualTo("DbtNotFound");
    assertThat(result.message()).contains("\"/nowhere/dbt\"").contains("spec.pod.image");
  }
}
