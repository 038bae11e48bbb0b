package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.addingColumns;
import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static dev.sluice.warehouse.Warehouses.withSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only a load into PostgreSQL must get right, and how it says what was wrong. */
@ExtendWith(LakeFixture.Extension.class)
class PostgresqlLoadIT {

  private static final String DATE = "2026-11-21";

  @TempDir private Path folder;
  private Datasets datasets;
  private PostgresqlFixture postgresql;
  private Warehouses warehouse;

  @BeforeEach
  void open(LakeFixture lake) throws Exception {
    datasets = new Datasets(lake, folder);
    postgresql = new PostgresqlFixture(folder.resolve("secrets"));
    warehouse = new Warehouses(lake, folder, WarehouseConnection.of(postgresql.as("loader")));
    postgresql.execute(
        "loader",
        "CREATE TABLE raw.target (id integer NOT NULL, name varchar(5), price numeric(6,2),"
            + " at date, CHECK (id < 100)); INSERT INTO raw.target VALUES (0, 'was', 0, NULL)");
  }

  private StepResult load(DatasetRef rows, Mode mode, String... keys) throws Exception {
    return warehouse.load(run("r1", DATE, 1, 1), step(rows, mode, keys));
  }

  private List<List<String>> target() throws Exception {
    return postgresql.rows("SELECT * FROM raw.target ORDER BY id");
  }

  private void refused(StepResult result, String reason, String... parts) throws Exception {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).contains(parts).doesNotContain(folder.toString());
    assertThat(postgresql.rows("SELECT id, name FROM raw.target"))
        .containsExactly(List.of("0", "was"));
    assertThat(postgresql.rows("SELECT count(*) FROM _sluice.load_ledger"))
        .containsExactly(List.of("0"));
  }

  @Test
  void csvAndJsonAreReadAsTheTypesOfTheTable() throws Exception {
    load(datasets.csv("csv", "id,name,price,at\n1,007,1.5,2026-02-28\n2,,,\n"), Mode.APPEND);
    DatasetRef json =
        datasets.publish(
            "json",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of(
                "a.json",
                "{\"id\": 3, \"name\": \"ü\", \"price\": 2}\n".getBytes(StandardCharsets.UTF_8)));
    StepResult result = warehouse.load(run("r2", DATE, 1, 2), step(json, Mode.APPEND));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(target())
        .containsExactly(
            Arrays.asList("0", "was", "0.00", null),
            List.of("1", "007", "1.50", "2026-02-28"),
            Arrays.asList("2", null, null, null),
            Arrays.asList("3", "ü", "2.00", null));
  }

  @Test
  void textThatIsNoNumberIsNamedWithFileLineAndColumn() throws Exception {
    refused(
        load(datasets.csv("cast", "id,name,price\n1,a,1.5\n2,b,cheap\n"), Mode.APPEND),
        "BadValue",
        "cast/cast.csv, line 3, column price",
        "cheap");
  }

  @Test
  void valueThatIsTooLongIsNamedWithFileRowAndColumn() throws Exception {
    refused(
        load(
            datasets.parquet(
                "long", "SELECT i AS id, repeat('x', i + 2) AS name FROM range(1, 9) r(i)"),
            Mode.APPEND),
        "BadValue",
        "long/",
        "row 4, column name: \"xxxxxx\"",
        "character varying(5)");
  }

  @Test
  void numberThatIsTooLargeIsNamedWithFileRowAndColumn() throws Exception {
    refused(
        load(
            datasets.parquet("large", "SELECT 1 AS id, 5e9 AS price UNION ALL SELECT 2, 1"),
            Mode.APPEND),
        "BadValue",
        "row 1, column price: \"5000000000.0\"",
        "numeric(6,2)");
  }

  @Test
  void textWithANulIsNamed() throws Exception {
    refused(
        load(datasets.parquet("nul", "SELECT 1 AS id, 'a' || chr(0) AS name"), Mode.APPEND),
        "BadValue",
        "row 1, column name");
  }

  @Test
  void constraintsOfTheTableAreSaid() throws Exception {
    refused(
        load(datasets.parquet("check", "SELECT 100 AS id"), Mode.APPEND),
        "ConstraintViolated",
        "target_id_check");
    refused(
        load(datasets.parquet("none", "SELECT NULL::INTEGER AS id"), Mode.APPEND),
        "ConstraintViolated",
        "id");
  }

  @Test
  void rowsThatFitAreCopiedStraightIntoTheTableAndOthersInserted() throws Exception {
    postgresql.execute(
        "loader",
        """
        CREATE TABLE raw.said (what text);
        CREATE FUNCTION raw.say() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO raw.said VALUES (split_part(current_query(), ' ', 1)); RETURN NULL; END $$;
        CREATE TRIGGER says AFTER INSERT ON raw.target EXECUTE FUNCTION raw.say()""");
    load(
        datasets.parquet(
            "straight",
            "SELECT 1::INTEGER AS id, 'a\tb' AS name, DATE '2026-01-02' AS at"
                + " UNION ALL SELECT 2, NULL, NULL"),
        Mode.APPEND);
    DatasetRef wider = datasets.parquet("widened", "SELECT 3::BIGINT AS id, 'c' AS name");
    warehouse.load(run("r2", DATE, 1, 2), step(wider, Mode.APPEND));
    assertThat(postgresql.rows("SELECT what FROM raw.said"))
        .containsExactly(List.of("COPY"), List.of("INSERT"));
    assertThat(target())
        .contains(
            Arrays.asList("1", "a\tb", null, "2026-01-02"), Arrays.asList("2", null, null, null));
  }

  @Test
  void rulesOfTheTableApply() throws Exception {
    postgresql.execute(
        "loader",
        "CREATE TABLE raw.said (what text); CREATE RULE says AS ON INSERT TO raw.target"
            + " DO ALSO INSERT INTO raw.said VALUES ('rule')");
    load(datasets.parquet("ruled", "SELECT 1::INTEGER AS id, 'a' AS name"), Mode.APPEND);
    assertThat(postgresql.rows("SELECT what FROM raw.said")).contains(List.of("rule"));
  }

  @Test
  void duplicateAndMissingKeysAreRefusedWithTheirNumber() throws Exception {
    refused(
        load(
            datasets.parquet("twice", "SELECT unnest([1, 1, 2]) AS id, 'x' AS name"),
            Mode.MERGE,
            "ID"),
        "DuplicateKeys",
        "id=1 has 2 rows");
    refused(
        load(datasets.parquet("null", "SELECT unnest([1, NULL]) AS id"), Mode.MERGE, "id"),
        "NullKeys",
        "1 rows");
  }

  @Test
  void mergeUpdatesTheColumnsThatTheDatasetHas() throws Exception {
    StepResult result =
        load(
            datasets.parquet(
                "merge", "SELECT 0 AS \"Id\", 'new' AS \"Name\" UNION ALL SELECT 5, 'y'"),
            Mode.MERGE,
            "id");
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(target())
        .containsExactly(
            Arrays.asList("0", "new", "0.00", null), Arrays.asList("5", "y", null, null));
  }

  @Test
  void newColumnsAreAddedWhenAskedAndNamedOtherwise() throws Exception {
    DatasetRef rows =
        datasets.parquet("more", "SELECT 1 AS id, 2.5::DOUBLE AS \"Score\", [1, 2] AS tags");
    refused(load(rows, Mode.APPEND), "SchemaMismatch", "score, tags", "AddColumns");

    StepResult result =
        warehouse.load(run("r2", DATE, 1, 2), addingColumns(step(rows, Mode.APPEND)));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(postgresql.rows("SELECT score, tags, pg_typeof(tags) FROM raw.target WHERE id = 1"))
        .containsExactly(List.of("2.5", "[1, 2]", "jsonb"));
  }

  @Test
  void setupStatementsAreUndoneWithAFailedLoad() throws Exception {
    DatasetRef rows = datasets.parquet("rows", "SELECT 100 AS id");
    refused(
        warehouse.load(
            run("r1", DATE, 1, 1),
            withSetup(step(rows, Mode.APPEND), "CREATE TABLE raw.other (id integer)")),
        "ConstraintViolated",
        "target_id_check");
    assertThat(postgresql.rows("SELECT to_regclass('raw.other')").get(0).get(0)).isNull();
    refused(
        warehouse.load(
            run("r1", DATE, 2, 2), withSetup(step(rows, Mode.APPEND), "SELECT 1", "COMMIT")),
        "SetupSqlFailed",
        "spec.setupSql[1] (COMMIT) ended the transaction");
  }

  @Test
  void schemaThatTheRoleMayNotMakeIsSaid() throws Exception {
    LoadStep step =
        new LoadStep(
            "load",
            datasets.parquet("rows", "SELECT 1 AS id"),
            "wh",
            "other.target",
            Mode.APPEND,
            List.of(),
            "run_date",
            LoadStep.SchemaChange.FAIL,
            List.of());
    refused(warehouse.load(run("r1", DATE, 1, 1), step), "AccessDenied", "permission denied");
  }

  @Test
  void aSchemaThatAnotherSessionMakesAtTheSameTimeIsNoReasonToGiveUp() throws Exception {
    postgresql.execute(
        "sluice",
        "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO loader', current_database());"
            + " END $$");
    DatasetRef rows = datasets.csv("rows", "id,name,price,at\n1,a,1.5,2026-02-28\n");
    LoadStep step =
        withSetup(step(rows, Mode.APPEND), "CREATE SCHEMA IF NOT EXISTS made_by_two_sessions");
    try (Connection other = postgresql.connect("loader");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("CREATE SCHEMA made_by_two_sessions");
      ExecutorService background = Executors.newSingleThreadExecutor();
      try {
        Future<StepResult> loading =
            background.submit(() -> warehouse.load(run("r1", DATE, 1, 1), step));
        Awaitility.await()
            .until(() -> !postgresql.rows("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty());
        other.commit();
        StepResult result = loading.get();
        assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.TRANSIENT);
        assertThat(result.reason()).isEqualTo("WarehouseConflict");
      } finally {
        background.shutdown();
      }
    }
    StepResult again = warehouse.load(run("r1", DATE, 2, 2), step);
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.SUCCEEDED);
  }
}
