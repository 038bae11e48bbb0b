package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dev.postgresql.LocalPostgres;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner with a real dbt on a real PostgreSQL, as the role that {@code sql/postgresql} has. */
class DbtPostgresqlIT {

  @TempDir private Path folder;

  private StepResult run(LocalPostgres server, String password, ModelSteps project)
      throws Exception {
    Path user = Files.writeString(folder.resolve("username"), "transform");
    Path secret = Files.writeString(folder.resolve("password"), password);
    WarehouseConnection.Postgresql connection =
        new WarehouseConnection.Postgresql(
            server.host(),
            server.port(),
            "films",
            WarehouseConnection.TlsMode.DISABLE,
            null,
            user.toString(),
            secret.toString());
    try {
      return new DbtRunner(RealDbt.environment())
          .run(
              project.on(WarehouseConnection.of(connection)),
              new StepContext(Files.createTempDirectory(folder, "scratch")));
    } catch (StepFailure e) {
      return e.result();
    }
  }

  @Test
  void modelsAreBuiltByTheTransformRoleAndFailuresAreSaid() throws Exception {
    try (LocalPostgres server = LocalPostgres.start()) {
      server.createDatabase("films");
      for (String script : List.of("01_roles.sql", "02_schemas.sql")) {
        server.psql(
            "films", Files.readString(RealDbt.root().resolve("sql/postgresql").resolve(script)));
      }
      server.psql(
          "films",
          "ALTER ROLE transform PASSWORD 'pa''ss {{ x }}'; SET ROLE loader;"
              + " CREATE TABLE raw.ratings AS SELECT n AS id, timestamptz '2026-11-21 00:30Z' AS at"
              + " FROM generate_series(1, 3) n");
      ModelSteps project =
          ModelSteps.project()
              .withModel(
                  "votes",
                  "{{ config(materialized='table') }} select id, cast(at as date) as day"
                      + " from raw.ratings")
              .withModel("few", "select * from {{ ref('votes') }} where id < 3")
              .withFile(
                  "models/few.yml",
                  "models: [{name: few, columns: [{name: id, data_tests: [unique]}]}]");

      StepResult built = run(server, "pa'ss {{ x }}", project);
      assertThat(built.message()).isEqualTo("2 models, 1 test done.");
      assertThat(
              server.psql("films", "SET ROLE bi_reader; SELECT id, day FROM marts.few ORDER BY 1"))
          .isEqualTo("1|2026-11-21\n2|2026-11-21");

      StepResult failed =
          run(
              server,
              "pa'ss {{ x }}",
              ModelSteps.project().withModel("bad", "select nope from raw.ratings"));
      assertThat(failed.reason()).isEqualTo("ModelsFailed");
      assertThat(failed.message()).contains("column \"nope\" does not exist");

      StepResult refused = run(server, "n0t-it", project);
      assertThat(refused.outcome()).as(refused.message()).isEqualTo(Outcome.USER_ERROR);
      assertThat(refused.reason()).isEqualTo("WrongCredentials");
      assertThat(refused.message()).doesNotContain("n0t-it");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsTriedAgain() throws Exception {
    LocalPostgres server = LocalPostgres.start();
    server.close();
    StepResult result = run(server, "any", ModelSteps.project().withModel("a", "select 1 as id"));
    assertThat(result.reason()).as(result.message()).isEqualTo("WarehouseUnavailable");
    assertThat(result.outcome()).isEqualTo(Outcome.TRANSIENT);
  }
}
