package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static dev.sluice.warehouse.Warehouses.withSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class LoadIT {

  private static final String DAY1 = "2026-11-20";
  private static final String DAY2 = "2026-11-21";
  private static final String TABLE = "SELECT * FROM raw.target ORDER BY ALL";
  private static final String LEDGER =
      "SELECT slice, run, attempt, fencing_token, mode, rows FROM _sluice.load_ledger ORDER BY ALL";

  @TempDir private Path folder;
  private Datasets datasets;
  private Warehouses warehouse;

  @BeforeEach
  void open(LakeFixture lake) {
    datasets = new Datasets(lake, folder);
    warehouse = new Warehouses(lake, folder);
  }

  private static void assertLoaded(StepResult result, long rows, boolean unchanged) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.results().rows()).isEqualTo(rows);
    assertThat(result.results().unchanged()).isEqualTo(unchanged);
    assertThat(result.results().uri()).isEqualTo("raw.target");
    assertThat(result.results().digest()).isNotBlank();
  }

  @Test
  void replaceMakesTheTableAndReplacesAllRowsNextTime() throws Exception {
    DatasetRef first = datasets.parquet("replace", "SELECT 1 AS id, 'a' AS name");
    assertLoaded(warehouse.load(run("r1", DAY1, 1, 1), step(first, Mode.REPLACE)), 1, false);
    DatasetRef second =
        datasets.parquet("replace", "SELECT * FROM (VALUES (2, 'b'), (3, 'c')) t(id, name)");
    assertLoaded(warehouse.load(run("r2", DAY2, 1, 2), step(second, Mode.REPLACE)), 2, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("2|b", "3|c");
    assertThat(warehouse.rows(LEDGER))
        .containsExactly("all|r1|1|1|Replace|1", "all|r2|1|2|Replace|2");
  }

  @Test
  void lineageTellsTheTableAndWhichColumnOfTheDatasetEachOfItsColumnsHas() throws Exception {
    DatasetRef rows = datasets.parquet("lineage", "SELECT 1 AS id, 'a' AS \"Name\"");
    warehouse.load(run("r1", DAY1, 1, 1), step(rows, Mode.REPLACE_SLICE));
    Lineage.Dataset read = warehouse.lastLineage().inputs().get(0);
    Lineage.Dataset written = warehouse.lastLineage().outputs().get(0);
    assertThat(read.name()).isEqualTo(Datasets.PREFIX + rows.path());
    assertThat(written.namespace()).isEqualTo("duckdb://" + warehouse.file);
    assertThat(written.name()).isEqualTo("warehouse.raw.target");
    assertThat(written.rows()).isEqualTo(1);
    assertThat(written.fields())
        .containsExactlyInAnyOrder(
            new Lineage.Field(
                "id", "INTEGER", List.of(new Lineage.Source(read.namespace(), read.name(), "id"))),
            new Lineage.Field(
                "Name",
                "VARCHAR",
                List.of(new Lineage.Source(read.namespace(), read.name(), "Name"))),
            new Lineage.Field("run_date", "DATE"));
  }

  @Test
  void replaceSliceAddsTheDateAndReplacesOnlyItsSlice() throws Exception {
    DatasetRef day1 = datasets.parquet("slices", "SELECT 1 AS id");
    assertLoaded(warehouse.load(run("r1", DAY1, 1, 1), step(day1, Mode.REPLACE_SLICE)), 1, false);
    DatasetRef day2 = datasets.parquet("slices", "SELECT 2 AS id");
    assertLoaded(warehouse.load(run("r2", DAY2, 1, 2), step(day2, Mode.REPLACE_SLICE)), 1, false);
    DatasetRef again = datasets.parquet("slices", "SELECT 3 AS id");
    assertLoaded(warehouse.load(run("r3", DAY1, 1, 3), step(again, Mode.REPLACE_SLICE)), 1, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("2|2026-11-21", "3|2026-11-20");
    assertThat(warehouse.rows("SELECT typeof(run_date) FROM raw.target LIMIT 1"))
        .containsExactly("DATE");
    assertThat(warehouse.rows(LEDGER))
        .containsExactly(
            "run_date=2026-11-20|r1|1|1|ReplaceSlice|1",
            "run_date=2026-11-20|r3|1|3|ReplaceSlice|1",
            "run_date=2026-11-21|r2|1|2|ReplaceSlice|1");
  }

  @Test
  void replaceSliceTakesTheDateOfTheLakeIntoATextColumn() throws Exception {
    DatasetRef slice = datasets.slice("text-slice", DAY2, "SELECT 1 AS id");
    StepResult result =
        warehouse.load(
            run("r1", DAY2, 1, 1),
            withSetup(
                step(slice, Mode.REPLACE_SLICE),
                "CREATE SCHEMA IF NOT EXISTS raw",
                "CREATE TABLE IF NOT EXISTS raw.target (id BIGINT, run_date VARCHAR)"));
    assertLoaded(result, 1, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("1|2026-11-21");
  }

  @Test
  void replaceSliceRefusesRowsOfOtherSlices() throws Exception {
    DatasetRef rows =
        datasets.parquet("other-slice", "SELECT 1 AS id, DATE '2026-11-19' AS run_date");
    StepResult result = warehouse.load(run("r1", DAY2, 1, 1), step(rows, Mode.REPLACE_SLICE));
    assertThat(result.reason()).isEqualTo("SliceMismatch");
    assertThat(result.message()).contains("2026-11-19: 1 rows").contains("2026-11-21");
  }

  @Test
  void emptySliceDeletesWhatWasThere() throws Exception {
    DatasetRef full = datasets.slice("emptied", DAY2, "SELECT 1 AS id");
    warehouse.load(run("r1", DAY2, 1, 1), step(full, Mode.REPLACE_SLICE));
    DatasetRef empty = datasets.slice("emptied", DAY2, "SELECT 1 AS id WHERE false");
    assertLoaded(warehouse.load(run("r2", DAY2, 1, 2), step(empty, Mode.REPLACE_SLICE)), 0, false);
    assertThat(warehouse.rows(TABLE)).isEmpty();
  }

  @Test
  void sliceWithoutFilesDeletesWhatWasThere() throws Exception {
    DatasetRef full = datasets.slice("no-files", DAY2, "SELECT 1 AS id");
    warehouse.load(run("r1", DAY2, 1, 1), step(full, Mode.REPLACE_SLICE));
    DatasetRef empty = datasets.parquet("no-files", DAY2, List.of("run_date"), Map.of());
    assertLoaded(warehouse.load(run("r2", DAY2, 1, 2), step(empty, Mode.REPLACE_SLICE)), 0, false);
    assertThat(warehouse.rows(TABLE)).isEmpty();
  }

  @Test
  void datasetWithoutFilesMakesNoTable() throws Exception {
    DatasetRef empty = datasets.parquet("nothing", "", List.of(), Map.of());
    assertLoaded(warehouse.load(run("r1", DAY2, 1, 1), step(empty, Mode.REPLACE)), 0, false);
    assertThat(warehouse.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'raw'"))
        .containsExactly("0");
  }

  @Test
  void appendAddsRowsButTheSameContentOnlyOnce() throws Exception {
    DatasetRef first = datasets.slice("append", DAY2, "SELECT 1 AS id");
    assertLoaded(warehouse.load(run("r1", DAY2, 1, 1), step(first, Mode.APPEND)), 1, false);
    assertLoaded(warehouse.load(run("r2", DAY2, 1, 2), step(first, Mode.APPEND)), 0, true);
    DatasetRef changed = datasets.slice("append", DAY2, "SELECT 2 AS id");
    assertLoaded(warehouse.load(run("r3", DAY2, 1, 3), step(changed, Mode.APPEND)), 1, false);
    DatasetRef other = datasets.slice("append", DAY1, "SELECT 3 AS id");
    assertLoaded(warehouse.load(run("r4", DAY1, 1, 4), step(other, Mode.APPEND)), 1, false);
    assertThat(warehouse.rows(TABLE))
        .containsExactly("1|2026-11-21", "2|2026-11-21", "3|2026-11-20");
    assertThat(warehouse.rows(LEDGER))
        .containsExactly(
            "run_date=2026-11-20|r4|1|4|Append|1",
            "run_date=2026-11-21|r1|1|1|Append|1",
            "run_date=2026-11-21|r2|1|2|Append|0",
            "run_date=2026-11-21|r3|1|3|Append|1");
  }

  @Test
  void appendLoadsAgainWhenTheTableWasDropped() throws Exception {
    DatasetRef rows = datasets.parquet("dropped", "SELECT 1 AS id");
    warehouse.load(run("r1", DAY2, 1, 1), step(rows, Mode.APPEND));
    warehouse.execute("DROP TABLE raw.target");
    assertLoaded(warehouse.load(run("r1", DAY2, 2, 2), step(rows, Mode.APPEND)), 1, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("1");
  }

  @Test
  void mergeUpdatesByKeyAndAddsTheOthers() throws Exception {
    DatasetRef first =
        datasets.parquet(
            "merge", "SELECT * FROM (VALUES (1, 'x', 'a'), (2, 'x', 'b')) t(id, part, name)");
    assertLoaded(
        warehouse.load(run("r1", DAY1, 1, 1), step(first, Mode.MERGE, "ID", "part")), 2, false);
    DatasetRef second =
        datasets.parquet(
            "merge", "SELECT * FROM (VALUES (2, 'x', 'B'), (2, 'y', 'c')) t(id, part, name)");
    assertLoaded(
        warehouse.load(run("r2", DAY2, 1, 2), step(second, Mode.MERGE, "ID", "part")), 2, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("1|x|a", "2|x|B", "2|y|c");
  }

  @Test
  void mergeOfKeysAloneAddsOnlyNewOnes() throws Exception {
    DatasetRef first = datasets.parquet("keys", "SELECT 1 AS id");
    warehouse.load(run("r1", DAY1, 1, 1), step(first, Mode.MERGE, "id"));
    DatasetRef second = datasets.parquet("keys", "SELECT unnest([1, 2]) AS id");
    warehouse.load(run("r2", DAY1, 1, 2), step(second, Mode.MERGE, "id"));
    assertThat(warehouse.rows(TABLE)).containsExactly("1", "2");
  }

  @Test
  void mergeRefusesDuplicateKeys() throws Exception {
    DatasetRef rows =
        datasets.parquet("dup", "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'c')) t(id, name)");
    StepResult result = warehouse.load(run("r1", DAY1, 1, 1), step(rows, Mode.MERGE, "id"));
    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo("DuplicateKeys");
    assertThat(result.message()).contains("1 keys (id)").contains("id=1 has 2 rows");
    assertThat(
            warehouse.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name <> '_sluice'"))
        .containsExactly("0");
  }

  @Test
  void mergeRefusesKeysThatAreNull() throws Exception {
    DatasetRef rows =
        datasets.parquet("nulls", "SELECT * FROM (VALUES (1, 'a'), (NULL, 'b')) t(id, name)");
    StepResult result = warehouse.load(run("r1", DAY1, 1, 1), step(rows, Mode.MERGE, "id"));
    assertThat(result.reason()).isEqualTo("NullKeys");
    assertThat(result.message()).contains("1 rows").contains("(id)");
  }

  @Test
  void primaryKeyOfTheTableDoesNotHinderReplacing() throws Exception {
    DatasetRef rows = datasets.parquet("pk", "SELECT 1 AS id, 'a' AS name");
    String table = "CREATE TABLE IF NOT EXISTS raw.target (id INTEGER PRIMARY KEY, name VARCHAR)";
    for (int n = 1; n <= 2; n++) {
      assertLoaded(
          warehouse.load(
              run("r" + n, DAY2, 1, n),
              withSetup(step(rows, Mode.REPLACE), "CREATE SCHEMA IF NOT EXISTS raw", table)),
          1,
          false);
    }
    assertThat(warehouse.rows(TABLE)).containsExactly("1|a");
  }

  @Test
  void allTypesArriveAsTheyAre() throws Exception {
    String row =
        """
        SELECT true AS b, 1::TINYINT AS t, (-9223372036854775808)::BIGINT AS i,
          12345678901234567890.1234567890::DECIMAL(38, 10) AS d, 1.5::FLOAT AS f, 0.1::DOUBLE AS g,
          DATE '1969-12-31' AS day, TIMESTAMP '2026-11-21 01:02:03.456789' AS ts,
          TIMESTAMPTZ '2026-11-21 01:02:03+05:30' AS tz,
          'Ünïcödé 🎬 "quoted" ''single'', line' || chr(10) || 'two' AS text, NULL::VARCHAR AS none,
          '\\xAA\\x00'::BLOB AS bin, [1, NULL, 3] AS list, {'a': 1, 'b': ['x']} AS struct,
          MAP {'k': 1.5} AS map, UUID '12345678-1234-1234-1234-123456789abc' AS uuid
        """;
    DatasetRef rows = datasets.parquet("types", row);
    for (Mode mode : Mode.values()) {
      String[] keys = mode == Mode.MERGE ? new String[] {"t"} : new String[0];
      warehouse.execute(
          "DROP SCHEMA IF EXISTS raw CASCADE", "DROP SCHEMA IF EXISTS _sluice CASCADE");
      assertLoaded(warehouse.load(run("r-" + mode, DAY2, 1, 1), step(rows, mode, keys)), 1, false);
      assertThat(
              warehouse.rows(
                  "SELECT b, t, i, d, f, g, day, ts, epoch(tz), text, none, bin::VARCHAR,"
                      + " list::VARCHAR, struct::VARCHAR, map::VARCHAR, uuid, typeof(d),"
                      + " typeof(tz), typeof(struct) FROM raw.target"))
          .containsExactly(
              "true|1|-9223372036854775808|12345678901234567890.1234567890|1.5|0.1|1969-12-31|2026-11-21"
                  + " 01:02:03.456789|1.795203123E9|Ünïcödé 🎬 \"quoted\" 'single', line\n"
                  + "two|null|\\xAA\\x00|[1, NULL, 3]|{'a': 1, 'b':"
                  + " [x]}|{k=1.5}|12345678-1234-1234-1234-123456789abc|DECIMAL(38,10)|TIMESTAMP"
                  + " WITH TIME ZONE|STRUCT(a INTEGER, b VARCHAR[])");
    }
  }

  @Test
  void csvIsReadWithQuotesNewlinesNullsAndEmptyTexts() throws Exception {
    DatasetRef rows =
        datasets.csv("quotes", "id,name,note\n1,\"a, \"\"b\"\"\nc\",\n2,\"\",Zoë\n3,,\"🎬\"\n");
    assertLoaded(warehouse.load(run("r1", DAY2, 1, 1), step(rows, Mode.REPLACE)), 3, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("1|a, \"b\"\nc|null", "2||Zoë", "3|null|🎬");
    assertThat(warehouse.rows("SELECT DISTINCT typeof(id) FROM raw.target"))
        .containsExactly("BIGINT");
  }

  @Test
  void csvFilesWithColumnsInAnotherOrderAreMatchedByName() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.csv", "id,name\n1,x\n".getBytes());
    files.put("b.csv", "name,id\ny,2\n".getBytes());
    assertLoaded(
        warehouse.load(run("r1", DAY2, 1, 1), step(datasets.csv("orders", files), Mode.REPLACE)),
        2,
        false);
    assertThat(warehouse.rows(TABLE)).containsExactly("1|x", "2|y");
  }

  @Test
  void textIsReadAsTheTypesOfTheTable() throws Exception {
    DatasetRef rows = datasets.csv("typed", "id,price,day\n007,1.10,2026-01-02\n");
    StepResult result =
        warehouse.load(
            run("r1", DAY2, 1, 1),
            withSetup(
                step(rows, Mode.APPEND),
                "CREATE SCHEMA raw",
                "CREATE TABLE raw.target (day DATE, id VARCHAR, price DECIMAL(10, 2), note"
                    + " VARCHAR)"));
    assertLoaded(result, 1, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("2026-01-02|007|1.10|null");
  }

  @Test
  void jsonLinesAreRead() throws Exception {
    DatasetRef rows =
        datasets.publish(
            "json",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of(
                "j.json",
                "{\"id\":1,\"tags\":[\"a\"]}\n{\"id\":2,\"more\":{\"x\":1.5}}\n".getBytes()));
    assertLoaded(warehouse.load(run("r1", DAY2, 1, 1), step(rows, Mode.REPLACE)), 2, false);
    assertThat(warehouse.rows("SELECT id, tags[1], more.x FROM raw.target ORDER BY 1"))
        .containsExactly("1|a|null", "2|null|1.5");
  }

  @Test
  void foldersOfTheLakeAreColumns() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("decade=1990/p.parquet", "SELECT 1 AS id");
    files.put("decade=__HIVE_DEFAULT_PARTITION__/p.parquet", "SELECT 2 AS id");
    DatasetRef rows = datasets.parquet("folders", DAY2, List.of("run_date", "decade"), files);
    assertLoaded(warehouse.load(run("r1", DAY2, 1, 1), step(rows, Mode.REPLACE)), 2, false);
    assertThat(
            warehouse.rows(
                "SELECT id, run_date, decade, typeof(decade) FROM raw.target ORDER BY 1"))
        .containsExactly("1|2026-11-21|1990|BIGINT", "2|2026-11-21|null|BIGINT");
  }

  @Test
  void newColumnsAreAddedWhereThatIsAsked() throws Exception {
    DatasetRef first = datasets.slice("wider", DAY1, "SELECT 1 AS id");
    warehouse.load(run("r1", DAY1, 1, 1), step(first, Mode.REPLACE_SLICE));
    DatasetRef wider = datasets.slice("wider", DAY2, "SELECT 2 AS id, 'x' AS note, [1] AS list");
    StepResult refused = warehouse.load(run("r2", DAY2, 1, 2), step(wider, Mode.REPLACE_SLICE));
    assertThat(refused.reason()).isEqualTo("SchemaMismatch");
    assertThat(refused.message())
        .contains("note, list")
        .contains("setupSql")
        .contains("onSchemaChange: AddColumns");
    assertLoaded(
        warehouse.load(
            run("r3", DAY2, 1, 3), Warehouses.addingColumns(step(wider, Mode.REPLACE_SLICE))),
        1,
        false);
    assertThat(warehouse.rows("SELECT id, run_date, note, list FROM raw.target ORDER BY 1"))
        .containsExactly("1|2026-11-20|null|null", "2|2026-11-21|x|[1]");
  }

  @Test
  void hostileNamesAreOnlyNames() throws Exception {
    DatasetRef rows =
        datasets.parquet("hostile", "SELECT 1 AS \"a\"\"; DROP TABLE x; --\", 2 AS \"ünï 'c'\"");
    StepResult result =
        warehouse.load(
            run("r'1; --", DAY2, 1, 1),
            new dev.sluice.protocol.LoadStep(
                "st'ep",
                rows,
                "wh",
                "we\"ird.ta'ble; --",
                Mode.MERGE,
                List.of("a\"; DROP TABLE x; --"),
                "run_date",
                dev.sluice.protocol.LoadStep.SchemaChange.FAIL,
                List.of()));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(warehouse.rows("SELECT * FROM \"we\"\"ird\".\"ta'ble; --\"")).containsExactly("1|2");
    assertThat(warehouse.rows("SELECT step, run FROM _sluice.load_ledger"))
        .containsExactly("st'ep|r'1; --");
  }

  @Test
  void retryAfterACommitFindsItDone() throws Exception {
    DatasetRef rows = datasets.parquet("retry", "SELECT 1 AS id");
    for (Mode mode : List.of(Mode.APPEND, Mode.REPLACE_SLICE, Mode.REPLACE)) {
      String run = "retry-" + mode;
      warehouse.execute(
          "DROP SCHEMA IF EXISTS raw CASCADE", "DROP SCHEMA IF EXISTS _sluice CASCADE");
      assertLoaded(warehouse.load(run(run, DAY2, 1, 1), step(rows, mode)), 1, false);
      warehouse.execute("UPDATE raw.target SET id = 99");
      assertLoaded(warehouse.load(run(run, DAY2, 2, 2), step(rows, mode)), 1, true);
      assertThat(warehouse.rows("SELECT id FROM raw.target")).containsExactly("99");
    }
  }

  @Test
  void olderWriterIsFenced() throws Exception {
    DatasetRef rows = datasets.parquet("fence", "SELECT 1 AS id");
    warehouse.load(run("new", DAY2, 1, 7), step(rows, Mode.REPLACE_SLICE));
    StepResult old = warehouse.load(run("old", DAY2, 3, 6), step(rows, Mode.REPLACE_SLICE));
    assertThat(old.outcome()).isEqualTo(Outcome.FENCED);
    assertThat(old.message()).contains("default/new").contains("fencing token 7").contains("has 6");
    assertLoaded(warehouse.load(run("old", DAY1, 3, 6), step(rows, Mode.REPLACE_SLICE)), 1, false);
    StepResult same = warehouse.load(run("a-run", DAY2, 1, 7), step(rows, Mode.REPLACE_SLICE));
    assertThat(same.outcome()).isEqualTo(Outcome.FENCED);
    assertThat(warehouse.rows(LEDGER)).hasSize(2);
  }

  @Test
  void filesReadRemotelyGiveTheSameRows() throws Exception {
    // With SLUICE_DUCKDB_HTTPFS set the whole class reads Parquet from the store itself.
    DatasetRef rows = datasets.slice("all-slices", DAY1, "SELECT 1 AS id");
    datasets.slice("all-slices", DAY2, "SELECT 2 AS id");
    DatasetRef all =
        new DatasetRef(
            rows.dataset(),
            rows.store(),
            rows.path(),
            true,
            dev.sluice.protocol.SliceSelection.ALL,
            null,
            null);
    assertLoaded(warehouse.load(run("r1", DAY2, 1, 1), step(all, Mode.REPLACE)), 2, false);
    assertThat(warehouse.rows(TABLE)).containsExactly("1|2026-11-20", "2|2026-11-21");
  }
}
