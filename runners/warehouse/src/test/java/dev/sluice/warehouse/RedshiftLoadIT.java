package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static dev.sluice.warehouse.Warehouses.withSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import dev.sluice.warehouse.redshift.RedshiftFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only a load into Redshift must get right, and how it says what was wrong. */
@ExtendWith(LakeFixture.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedshiftLoadIT {

  private static final String DATE = "2026-11-21";

  private Path folder;
  private LakeFixture lake;
  private Datasets datasets;
  private RedshiftFixture redshift;
  private Warehouses warehouse;

  @BeforeAll
  void open(LakeFixture fixture, @TempDir Path own) throws Exception {
    folder = own;
    lake = fixture;
    datasets = new Datasets(lake, folder);
    redshift = new RedshiftFixture(lake, folder.resolve("secrets"));
    warehouse = new Warehouses(lake, folder, WarehouseConnection.of(redshift.as("loader")));
  }

  @AfterAll
  void close() {
    if (redshift != null) {
      redshift.close();
    }
  }

  @BeforeEach
  void makeTarget() throws Exception {
    redshift.execute(
        "loader",
        "DROP TABLE IF EXISTS raw.target; CREATE TABLE raw.target (id integer NOT NULL, name"
            + " varchar(5), price numeric(6,2), at date); INSERT INTO raw.target VALUES (0,"
            + " 'was', 0, NULL); DROP TABLE IF EXISTS _sluice.load_ledger");
  }

  private StepResult load(DatasetRef rows, Mode mode, String... keys) throws Exception {
    return warehouse.load(run("r1", DATE, 1, 1), step(rows, mode, keys));
  }

  private List<List<String>> target() throws Exception {
    return redshift.rows("SELECT * FROM raw.target ORDER BY id");
  }

  private static void succeeded(StepResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
  }

  private void refused(StepResult result, String reason, String... parts) throws Exception {
    assertThat(result.outcome()).as(result.message()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).contains(parts).doesNotContain(folder.toString());
    assertThat(redshift.rows("SELECT id, name FROM raw.target"))
        .containsExactly(List.of("0", "was"));
    assertThat(filesForCopy()).isEmpty();
  }

  private List<String> filesForCopy() {
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      return store.list("_sluice/copy").stream().map(o -> o.path()).toList();
    }
  }

  @Test
  void csvAndJsonAreReadAsTheTypesOfTheTableAndLeaveNothingInTheStore() throws Exception {
    succeeded(
        load(datasets.csv("csv", "id,name,price,at\n1,007,1.5,2026-02-28\n2,,,\n"), Mode.APPEND));
    DatasetRef json =
        datasets.publish(
            "json",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of(
                "a.json",
                "{\"id\": 3, \"name\": \"ü\", \"price\": 2}\n".getBytes(StandardCharsets.UTF_8)));
    succeeded(warehouse.load(run("r2", DATE, 1, 2), step(json, Mode.APPEND)));
    assertThat(target())
        .containsExactly(
            Arrays.asList("0", "was", "0.00", null),
            List.of("1", "007", "1.50", "2026-02-28"),
            Arrays.asList("2", null, null, null),
            Arrays.asList("3", "ü", "2.00", null));
    assertThat(filesForCopy()).isEmpty();
  }

  @Test
  void parquetOfAllSlicesIsCopiedWithWhatItsFoldersSay() throws Exception {
    datasets.parquet(
        "folders",
        "2026-11-20",
        List.of("run_date", "kind"),
        Map.of("kind=a/p.parquet", "SELECT 1 AS id", "kind=b/p.parquet", "SELECT 2 AS id"));
    DatasetRef slice =
        datasets.parquet(
            "folders",
            DATE,
            List.of("run_date", "kind"),
            Map.of("kind=__HIVE_DEFAULT_PARTITION__/p.parquet", "SELECT 3 AS id"));
    DatasetRef all =
        new DatasetRef(
            slice.dataset(), slice.store(), slice.path(), true, SliceSelection.ALL, null, null);
    LoadStep step =
        new LoadStep(
            "load",
            all,
            "wh",
            "raw.folders",
            Mode.REPLACE,
            List.of(),
            "run_date",
            LoadStep.SchemaChange.FAIL,
            List.of());
    succeeded(warehouse.load(run("r1", DATE, 1, 1), step));
    assertThat(redshift.rows("SELECT id, kind, run_date FROM raw.folders ORDER BY id"))
        .containsExactly(
            List.of("1", "a", "2026-11-20"),
            List.of("2", "b", "2026-11-20"),
            Arrays.asList("3", null, DATE));
  }

  @Test
  void filesWithColumnsInAnotherOrderAreNotMixedUp() throws Exception {
    succeeded(
        load(
            datasets.parquet(
                "order",
                "",
                List.of(),
                Map.of(
                    "a.parquet", "SELECT 1 AS id, 'a' AS name",
                    "b.parquet", "SELECT 'b' AS name, 2 AS id")),
            Mode.APPEND));
    assertThat(redshift.rows("SELECT id, name FROM raw.target ORDER BY id"))
        .containsExactly(List.of("0", "was"), List.of("1", "a"), List.of("2", "b"));
  }

  @Test
  void columnsThatTheDatasetLacksKeepTheirValuesInAMerge() throws Exception {
    succeeded(
        load(
            datasets.parquet("part", "SELECT 0 AS id, 'is' AS name UNION ALL SELECT 1, 'new'"),
            Mode.MERGE,
            "id"));
    assertThat(redshift.rows("SELECT id, name, price FROM raw.target ORDER BY id"))
        .containsExactly(List.of("0", "is", "0.00"), Arrays.asList("1", "new", null));
  }

  @Test
  void badValuesAreNamedWithFileRowAndColumn() throws Exception {
    refused(
        load(datasets.csv("cast", "id,name,price\n1,a,1.5\n2,b,cheap\n"), Mode.APPEND),
        "BadValue",
        "cast/cast.csv, line 3, column price",
        "cheap");
    refused(
        load(
            datasets.parquet(
                "long", "SELECT i AS id, repeat('x', i + 2) AS name FROM range(1, 9) r(i)"),
            Mode.APPEND),
        "BadValue",
        "row 4, column name: \"xxxxxx\"",
        "character varying(5)");
    refused(
        load(
            datasets.parquet("large", "SELECT 1 AS id, 5e9 AS price UNION ALL SELECT 2, 1"),
            Mode.APPEND),
        "BadValue",
        "row 1, column price: \"5000000000.0\"",
        "numeric(6,2)");
    refused(
        load(datasets.parquet("huge", "SELECT 1 AS id, repeat('ä', 40000) AS name"), Mode.APPEND),
        "BadValue",
        "row 1, column name",
        "character varying(65535)");
  }

  @Test
  void rolesThatRedshiftMayNotUseAreNamed() throws Exception {
    WarehouseConnection wrong =
        WarehouseConnection.of(
            redshift.as(
                "loader", "of-loader", TlsMode.DISABLE, "arn:aws:iam::123456789012:role/other"));
    StepResult result =
        new Warehouses(lake, folder, wrong)
            .load(
                run("r1", DATE, 1, 1),
                step(datasets.parquet("role", "SELECT 1 AS id"), Mode.APPEND));
    refused(result, "CopyFailed", "role/other", "IAM role of the Warehouse");
    assertThat(result.outcome()).isEqualTo(Outcome.TRANSIENT);
  }

  @Test
  void whatAKilledAttemptLeftForCopyGoesWithTheNext() throws Exception {
    Path left = Files.writeString(folder.resolve("left"), "of attempt 1");
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      store.put("_sluice/copy/default/r1/load/1/data_0.parquet", left, "text/plain");
    }
    succeeded(
        warehouse.load(
            run("r1", DATE, 2, 2), step(datasets.csv("again", "id,name\n1,a\n"), Mode.APPEND)));
    assertThat(filesForCopy()).isEmpty();
  }

  @Test
  void setupSqlRunsAndMayNotEndTheTransaction() throws Exception {
    DatasetRef rows = datasets.parquet("setup", "SELECT 1 AS id, 2 AS more");
    succeeded(
        warehouse.load(
            run("r1", DATE, 1, 1),
            withSetup(
                step(rows, Mode.APPEND), "ALTER TABLE raw.target ADD COLUMN more varchar(9)")));
    assertThat(redshift.rows("SELECT more FROM raw.target WHERE id = 1"))
        .containsExactly(List.of("2"));
    StepResult result =
        warehouse.load(run("r2", DATE, 1, 2), withSetup(step(rows, Mode.APPEND), "COMMIT"));
    assertThat(result.reason()).as(result.message()).isEqualTo("SetupSqlFailed");
  }

  @Test
  void nestedValuesAreJsonBothWays() throws Exception {
    redshift.execute(
        "loader", "DROP TABLE raw.target; CREATE TABLE raw.target (id integer, name super)");
    succeeded(load(datasets.csv("text", "id,name\n1,\"{\"\"a\"\": [1]}\"\n"), Mode.APPEND));
    assertThat(redshift.rows("SELECT name FROM raw.target"))
        .containsExactly(List.of("{\"a\": [1]}"));
  }

  @Test
  void sessionsCarryRunTaskAndAttempt() throws Exception {
    succeeded(load(datasets.parquet("label", "SELECT 1 AS id"), Mode.APPEND));
    List<String> names = new ArrayList<>();
    redshift.startups().forEach(s -> names.add(s.getOrDefault("application_name", "")));
    assertThat(names).contains("sluice default/r1 load 1 " + DATE);
  }
}
