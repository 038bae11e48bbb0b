package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dev.postgresql.LocalPostgres;
import dev.sluice.dev.warehouse.LocalRedshift;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.RedshiftSignIn;
import dev.sluice.protocol.WarehouseConnection.SnowflakeSignIn;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runner with a real dbt-redshift, whose client takes a PostgreSQL for Redshift; and whether
 * the adapters know what our profiles say where no server can be had.
 */
class DbtRedshiftIT {

  private static final String DATABASE = "films";

  /** What the adapter asks of Redshift's catalogue about a table that is there: nothing more. */
  private static final String REDSHIFTS_OWN =
      """
      SET allow_system_table_mods = on;
      CREATE FUNCTION pg_catalog.pg_get_late_binding_view_cols() RETURNS SETOF record LANGUAGE sql
        AS 'SELECT null::name, null::name, null::name, null::varchar, null::int WHERE false';
      CREATE VIEW pg_catalog.svv_external_columns AS SELECT null::int AS columnnum,
        null::text AS schemaname, null::text AS tablename, null::text AS columnname,
        null::text AS external_type WHERE false;
      GRANT SELECT ON pg_catalog.svv_external_columns TO PUBLIC;
      """;

  @TempDir private Path folder;

  private StepResult run(int port, String password, ModelSteps project) throws Exception {
    Path user = Files.writeString(folder.resolve("username"), "transform");
    Path secret = Files.writeString(folder.resolve("password"), password);
    WarehouseConnection.Redshift connection =
        new WarehouseConnection.Redshift(
            "127.0.0.1",
            port,
            DATABASE,
            TlsMode.DISABLE,
            "default",
            RedshiftSignIn.files(user.toString(), secret.toString()));
    try {
      return new DbtRunner(RealDbt.environment())
          .run(
              project.on(WarehouseConnection.of(connection)),
              new StepContext(Files.createTempDirectory(folder, "scratch")));
    } catch (StepFailure e) {
      return e.result();
    }
  }

  private static void admit(LocalPostgres server) {
    server.createDatabase(DATABASE);
    // Its client has no other way to sign in to a PostgreSQL.
    server.psql(
        "postgres",
        "COPY (VALUES ('host all all 127.0.0.1/32 md5')) TO '"
            + server.folder().resolve("data/pg_hba.conf")
            + "'; SELECT pg_reload_conf()");
    server.psql(DATABASE, REDSHIFTS_OWN);
    server.psql(
        DATABASE,
        "SET password_encryption = md5; CREATE ROLE transform LOGIN PASSWORD 'pa''ss {{ x }}';"
            + " GRANT CREATE ON DATABASE films TO transform; CREATE SCHEMA closed;"
            + " CREATE TABLE closed.ratings AS SELECT 1 AS id");
  }

  @Test
  void modelsAreBuiltAndFailuresAreSaid() throws Exception {
    try (LocalPostgres server = LocalPostgres.start();
        LocalRedshift redshift =
            new LocalRedshift(
                server, sql -> sql.replaceFirst("(?i)^SET query_group TO", "SET sluice.tag TO"))) {
      admit(server);
      ModelSteps project =
          ModelSteps.project()
              .withModel(
                  "votes",
                  "{{ config(materialized='table') }}"
                      + " select 1 as id, current_setting('sluice.tag') as tag")
              .withModel(
                  "all_votes",
                  "{{ config(materialized='incremental', unique_key='id') }}"
                      + " select * from {{ ref('votes') }}")
              .withModel("few", "select * from {{ ref('all_votes') }} where id < 3")
              .withFile(
                  "models/few.yml",
                  "models: [{name: few, columns: [{name: id, data_tests: [unique]}]}]");
      StepResult built = run(redshift.port(), "pa'ss {{ x }}", project);
      assertThat(built.message()).isEqualTo("3 models, 1 test done.");
      assertThat(server.psql(DATABASE, "SELECT id, tag FROM marts.few"))
          .startsWith("1|sluice ")
          .contains(ModelSteps.RUN.date());

      StepResult lacking =
          run(
              redshift.port(),
              "pa'ss {{ x }}",
              project.withModel("locked", "select * from closed.ratings"));
      assertThat(lacking.reason()).as(lacking.message()).isEqualTo("AccessDenied");
      assertThat(lacking.message())
          .startsWith("1 of 5 dbt nodes could not be built: model locked (models/locked.sql): ")
          .contains("permission denied for schema closed");
      assertThat(server.psql(DATABASE, "SELECT count(*) FROM marts.all_votes")).isEqualTo("1");

      StepResult refused = run(redshift.port(), "n0t-it", project);
      assertThat(refused.reason()).as(refused.message()).isEqualTo("WrongCredentials");
      assertThat(refused.message()).contains("\"transform\"").doesNotContain("n0t-it", "'M'");
      assertThat(refused.outcome()).isEqualTo(Outcome.USER_ERROR);
    }
  }

  private Map<String, Object> profile(WarehouseConnection connection) {
    return DbtProfile.of(ModelSteps.project().step(), connection, "shop", ModelSteps.RUN, folder)
        .output();
  }

  private Map<String, Object> redshift(RedshiftSignIn signIn) {
    return profile(
        WarehouseConnection.of(
            new WarehouseConnection.Redshift(
                "red", 5439, "db", TlsMode.REQUIRE, "default", signIn)));
  }

  private Map<String, Object> snowflake(SnowflakeSignIn signIn) {
    return profile(
        WarehouseConnection.of(
            new WarehouseConnection.Snowflake(
                "org-account", "SVC", "TRANSFORM", "WH", "FILMS", signIn, null, null)));
  }

  @Test
  void adaptersKnowEachOptionOfTheProfiles() throws Exception {
    String secret = Files.writeString(folder.resolve("secret"), "x").toString();
    List<Map<String, Object>> profiles =
        List.of(
            redshift(RedshiftSignIn.files(secret, secret)),
            redshift(new RedshiftSignIn(null, null, "analytics", "loader", null, "eu-central-1")),
            redshift(new RedshiftSignIn(null, null, null, null, "analytics", "eu-central-1")),
            snowflake(new SnowflakeSignIn(secret, secret, null, null, null)),
            snowflake(new SnowflakeSignIn(null, null, secret, null, null)),
            snowflake(new SnowflakeSignIn(null, null, null, secret, null)),
            snowflake(new SnowflakeSignIn(null, null, null, null, secret)));
    String python = Path.of(RealDbt.program()).resolveSibling("python").toString();
    Process check =
        new ProcessBuilder(
                python,
                "src/test/python/check_profiles.py",
                Json.MAPPER.writeValueAsString(profiles))
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said.lines()).hasSize(profiles.size()).allMatch(line -> line.startsWith("known: "));
  }
}
