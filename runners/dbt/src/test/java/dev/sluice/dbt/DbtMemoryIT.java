package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one execution of a step leaves for the next one, with real dbt, DuckDB and object store. */
class DbtMemoryIT {

  /** Each build of a model leaves a row, so that it can be counted. */
  private static final String COUNTED =
      "{{ config(materialized='table', pre_hook=\"insert into counts.builds values ('{{"
          + " this.identifier }}')\") }}\n";

  @TempDir Path folder;
  private Path database;
  private LakeFixture lake;
  private int executions;

  @BeforeEach
  void start() throws Exception {
    lake = LakeFixture.create();
    database = folder.resolve("warehouse.duckdb");
    RealDbt.execute(database, "create schema counts", "create table counts.builds (name text)");
  }

  private StepResult run(ModelSteps step, String name, String task, int attempt) throws Exception {
    executions++;
    RunContext run =
        new RunContext("default", name, "uid-" + name, task, "2026-11-21", attempt, executions);
    Path scratch = Files.createDirectories(folder.resolve("scratch-" + executions));
    return new DbtRunner(RealDbt.environment())
        .run(
            step.on(
                database,
                run,
                Map.of("lake", lake.connection("lake/")),
                new ReportTarget("lake", "_sluice/default/" + name + "/" + task + "/" + attempt)),
            new StepContext(scratch));
  }

  private StepResult failure(ModelSteps step, String name, int attempt) {
    return catchThrowableOfType(StepFailure.class, () -> run(step, name, "marts", attempt))
        .result();
  }

  private long builds(String model) throws Exception {
    return RealDbt.query(database, "select name from counts.builds where name = '" + model + "'")
        .size();
  }

  private static ModelSteps shop(String b) {
    return ModelSteps.project()
        .withFile("seeds/countries.csv", "code\nde\n")
        .withModel("a", COUNTED + "select 1 as id")
        .withModel("b", COUNTED + b)
        .withModel("c", COUNTED + "select * from {{ ref('b') }}");
  }

  @Test
  void aFurtherAttemptGoesOnAfterTheModelsThatFailed() throws Exception {
    ModelSteps step =
        shop("select * from late.arrival").withCommands("seed", "run", "docs generate");

    StepResult first = failure(step, "nightly", 1);
    assertThat(first.reason()).isEqualTo("ModelsFailed");
    assertThat(first.message()).startsWith("1 of 4 dbt nodes could not be built: model b");

    RealDbt.execute(database, "create schema late", "create table late.arrival as select 2 as id");
    StepResult second = run(step, "nightly", "marts", 2);

    assertThat(second.results().passed()).as("also what the first attempt did").isEqualTo(4);
    assertThat(second.message())
        .startsWith("3 models, 1 seed done. Documentation: s3://")
        .endsWith("/lake/_sluice/default/_dbt/marts/docs/index.html");
    assertThat(builds("a")).as("builds of a model that had succeeded").isEqualTo(1);
    assertThat(builds("c")).isEqualTo(1);
    try (ObjectStore store = lake.open("lake/")) {
      assertThat(store.list("_sluice/default/_dbt/marts"))
          .extracting(object -> object.path().substring("_sluice/default/_dbt/marts/".length()))
          .containsExactly(
              "docs/catalog.json",
              "docs/index.html",
              "docs/manifest.json",
              "last-success.zip",
              "newest.zip");
    }
  }

  @Test
  void anotherRunStartsFromTheBeginningUnlessItIsToldToRetry() throws Exception {
    assertThat(failure(shop("select * from late.arrival").withCommands("run"), "first", 1).reason())
        .isEqualTo("ModelsFailed");
    // The model is mended, which makes it another project.
    ModelSteps mended = shop("select 2 as id").withCommands("retry");
    assertThat(run(mended, "second", "marts", 1).message()).isEqualTo("3 models done.");
    assertThat(builds("a")).isEqualTo(1);
    assertThat(builds("c")).isEqualTo(1);

    run(shop("select 2 as id").withCommands("run"), "third", "marts", 1);
    assertThat(builds("a")).isEqualTo(2);
  }

  @Test
  void aRetryOfNothingIsAnError() {
    StepResult result = failure(shop("select 2 as id").withCommands("retry"), "nightly", 1);

    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo("NothingToRetry");
    assertThat(result.message())
        .isEqualTo(
            "spec.commands: retry has nothing to go on with: the newest execution of this step is"
                + " not known, this run is of 2026-11-21. Run build for this date first.");
  }

  @Test
  void onlyWhatHasChangedSinceTheLastSuccessIsBuiltAndTheRestIsDeferredTo() throws Exception {
    StepResult all =
        run(
            shop("select id from {{ ref('a') }}")
                .withCommands("run")
                .withSelect("state:modified+")
                .comparedWith("marts"),
            "first",
            "marts",
            1);
    assertThat(all.message()).as("before the first success").isEqualTo("3 models done.");
    assertThat(
            run(
                    shop("select id from {{ ref('a') }}")
                        .withCommands("run")
                        .withSelect("state:modified+")
                        .comparedWith("marts"),
                    "second",
                    "marts",
                    1)
                .message())
        .as("without a change")
        .isEqualTo("dbt run done.");

    StepResult change =
        run(
            shop("select id + 41 as id from {{ ref('a') }}")
                .withCommands("run")
                .withSelect("state:modified+")
                .withSchema("trial")
                .comparedWith("marts")
                .withDefer(),
            "change",
            "marts-of-a-change",
            1);

    assertThat(change.message()).isEqualTo("2 models done.");
    assertThat(builds("a")).isEqualTo(1);
    assertThat(RealDbt.query(database, "select id from trial.c")).containsExactly("42");
    assertThat(RealDbt.query(database, "select id from marts.c")).containsExactly("1");
  }

  @Test
  void aProjectIsReadFromAPrefixOrAZipOfAStore() throws Exception {
    Path zip = folder.resolve("project.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out);
        ObjectStore store = lake.open("lake/")) {
      for (Map.Entry<String, String> file :
          Map.of("dbt_project.yml", "name: shop", "models/a.sql", "select 7 as id").entrySet()) {
        entries.putNextEntry(new ZipEntry("shop/" + file.getKey()));
        entries.write(file.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Path copy = Files.writeString(folder.resolve("file"), file.getValue());
        store.put("dbt/shop/" + file.getKey(), copy, "text/plain");
      }
      entries.finish();
      store.put("dbt/shop.zip", zip, "application/zip");
    }

    assertThat(run(ModelSteps.stored("dbt/shop.zip", null), "zip", "marts", 1).message())
        .isEqualTo("1 model done.");
    assertThat(run(ModelSteps.stored(null, "dbt/shop"), "prefix", "marts", 1).message())
        .isEqualTo("1 model done.");
    assertThat(failure(ModelSteps.stored(null, "dbt/absent"), "absent", 1).message())
        .startsWith("spec.project.s3: there is nothing below s3://");
    assertThat(failure(ModelSteps.stored("dbt/absent.zip", null), "absent", 1).message())
        .endsWith("dbt/absent.zip does not exist: upload the project, or correct key.");
  }
}
