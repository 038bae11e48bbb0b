package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static dev.sluice.warehouse.Warehouses.withSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LakeFixture.Extension.class)
class LoadBadInputIT {

  private static final String DATE = "2026-11-21";

  @TempDir private Path folder;
  private Datasets datasets;
  private Warehouses warehouse;

  @BeforeEach
  void open(LakeFixture lake) throws Exception {
    datasets = new Datasets(lake, folder);
    warehouse = new Warehouses(lake, folder);
    warehouse.execute(
        "CREATE SCHEMA raw",
        "CREATE TABLE raw.target (id INTEGER, name VARCHAR, price DOUBLE)",
        "INSERT INTO raw.target VALUES (0, 'before', 0)");
  }

  /** The load ends so, and leaves neither rows nor ledger behind. */
  private void assertRefused(StepResult result, String reason, String... parts) throws Exception {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).contains(parts).doesNotContain(folder.toString());
    assertThat(warehouse.rows("SELECT * FROM raw.target")).containsExactly("0|before|0.0");
    assertThat(
            warehouse.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name <> '_sluice'"))
        .containsExactly("1");
  }

  private StepResult load(DatasetRef rows) throws Exception {
    return warehouse.load(run("r1", DATE, 1, 1), step(rows, Mode.APPEND));
  }

  @Test
  void lineWithAColumnTooFewIsNamed() throws Exception {
    DatasetRef rows = datasets.csv("few", "id,name,price\n1,a,1.5\n2,b\n3,c,2\n4\n");
    assertRefused(
        load(rows),
        "MalformedFile",
        "few/few.csv, line 3",
        "Expected Number of Columns: 3 Found: 2",
        "1 more lines: few/few.csv line 5");
  }

  @Test
  void lineWithAColumnTooManyIsNamed() throws Exception {
    assertRefused(
        load(datasets.csv("many", "id,name,price\n1,a,1.5\n2,b,2,9\n")),
        "MalformedFile",
        "many/many.csv, line 3");
  }

  @Test
  void invalidUtf8IsNamed() throws Exception {
    byte[] bytes = "id,name,price\n1,a,1\n2,\u00e9,2\n".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(
        load(datasets.csv("latin", Map.of("latin.csv", bytes))),
        "MalformedFile",
        "latin/latin.csv, line 3",
        "not utf-8");
  }

  @Test
  void quoteThatIsNeverClosedIsNamed() throws Exception {
    assertRefused(
        load(datasets.csv("quote", "id,name,price\n1,\"abc,1.5\n2,b,2\n")),
        "MalformedFile",
        "quote/quote.csv, line 2",
        "unterminated quote");
  }

  @Test
  void malformedLineIsNamedWhenTheTypesAreFoundFromTheData() throws Exception {
    warehouse.execute("ALTER TABLE raw.target RENAME TO other");
    StepResult result = load(datasets.csv("guess", "id,name\n1,a\n2\n"));
    assertThat(result.reason()).isEqualTo("MalformedFile");
    assertThat(result.message()).contains("guess/guess.csv, line 3");
  }

  @Test
  void emptyFileIsNamed() throws Exception {
    assertRefused(load(datasets.csv("void", "")), "EmptyFile", "void/void.csv");
  }

  @Test
  void textThatIsNoNumberIsNamedWithLineAndColumn() throws Exception {
    assertRefused(
        load(datasets.csv("cast", "id,name,price\n1,a,1.5\n2,b,cheap\n")),
        "BadValue",
        "cast/cast.csv, line 3, column price",
        "cheap");
  }

  @Test
  void valueOfParquetThatDoesNotFitIsNamedWithItsColumn() throws Exception {
    assertRefused(
        load(datasets.parquet("fit", "SELECT 'x' || 1 AS id, 'n' AS name, 1.0 AS price")),
        "BadValue",
        "Column id of dataset fit (VARCHAR)",
        "\"x1\"",
        "INTEGER");
  }

  @Test
  void columnsThatTheTableLacksAreNamed() throws Exception {
    assertRefused(
        load(datasets.parquet("extra", "SELECT 1 AS id, 2 AS surprise, 3 AS \"an Other\"")),
        "SchemaMismatch",
        "Table raw.target lacks columns of dataset extra: surprise, an Other",
        "The table has: id, name, price");
  }

  @Test
  void columnsThatTheTableRequiresAreNamed() throws Exception {
    warehouse.execute(
        "CREATE TABLE raw.strict (id INTEGER, must VARCHAR NOT NULL, has INTEGER NOT NULL DEFAULT"
            + " 1)");
    DatasetRef rows = datasets.parquet("strict", "SELECT 1 AS id");
    StepResult result =
        warehouse.load(
            run("r1", DATE, 1, 1),
            new LoadStep(
                "load",
                rows,
                "wh",
                "raw.strict",
                Mode.APPEND,
                List.of(),
                "run_date",
                LoadStep.SchemaChange.FAIL,
                List.of()));
    assertThat(result.reason()).isEqualTo("SchemaMismatch");
    assertThat(result.message()).contains("requires (NOT NULL without default): must.");
  }

  @Test
  void constraintOfTheTableIsSaid() throws Exception {
    warehouse.execute(
        "CREATE TABLE raw.checked (id INTEGER CHECK (id < 10), name VARCHAR NOT NULL)");
    DatasetRef rows = datasets.parquet("check", "SELECT 11 AS id, 'a' AS name");
    StepResult result =
        warehouse.load(
            run("r1", DATE, 1, 1),
            new LoadStep(
                "load",
                rows,
                "wh",
                "raw.checked",
                Mode.APPEND,
                List.of(),
                "run_date",
                LoadStep.SchemaChange.FAIL,
                List.of()));
    assertThat(result.reason()).isEqualTo("ConstraintViolated");
    assertThat(result.message()).contains("CHECK");
  }

  @Test
  void replaceSliceNeedsItsColumnInTheTable() throws Exception {
    DatasetRef rows = datasets.parquet("no-slice", "SELECT 1 AS id");
    assertRefused(
        warehouse.load(run("r1", DATE, 1, 1), step(rows, Mode.REPLACE_SLICE)),
        "SchemaMismatch",
        "no column run_date",
        "sliceColumn");
  }

  @Test
  void mergeNeedsKeysThatExist() throws Exception {
    DatasetRef rows = datasets.parquet("keys", "SELECT 1 AS id");
    assertRefused(
        warehouse.load(run("r1", DATE, 1, 1), step(rows, Mode.MERGE)), "KeysMissing", "spec.keys");
    assertRefused(
        warehouse.load(run("r1", DATE, 1, 1), step(rows, Mode.MERGE, "user_id")),
        "SchemaMismatch",
        "no column user_id");
  }

  @Test
  void headersOfDifferentFilesMustAgree() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.csv", "id,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
    files.put("b.csv", "id,price\n1,2\n".getBytes(StandardCharsets.UTF_8));
    assertRefused(
        load(datasets.csv("differ", files)),
        "SchemaMismatch",
        "differ/a.csv has id, name",
        "differ/b.csv has id, price");
  }

  @Test
  void columnNamedTwiceIsRefused() throws Exception {
    assertRefused(load(datasets.csv("twice", "id,id\n1,2\n")), "SchemaMismatch", "twice");
  }

  @Test
  void unknownTypeOfTheFormatIsNamed() throws Exception {
    for (String type : List.of("nonsense", "int; DROP TABLE raw.target")) {
      DatasetRef rows =
          datasets.publish(
              "types",
              "",
              Datasets.csvFormat(new Format.Column("id", type)),
              List.of(),
              Map.of("t.csv", "id\n1\n".getBytes(StandardCharsets.UTF_8)));
      assertRefused(load(rows), "BadType", "Column id", type);
    }
  }

  @Test
  void declaredColumnThatTheFileLacksIsNamed() throws Exception {
    DatasetRef rows =
        datasets.publish(
            "declared",
            "",
            Datasets.csvFormat(new Format.Column("nix", "int")),
            List.of(),
            Map.of("t.csv", "id\n1\n".getBytes(StandardCharsets.UTF_8)));
    assertRefused(load(rows), "SchemaMismatch", "declared/t.csv has no column nix", "id");
  }

  @Test
  void fileThatIsNoParquetIsNamed() throws Exception {
    DatasetRef rows =
        datasets.publish(
            "fake",
            "",
            Format.parquet(),
            List.of(),
            Map.of("f.parquet", "this is no parquet file".getBytes(StandardCharsets.UTF_8)));
    assertRefused(load(rows), "MalformedFile", "fake");
  }

  @Test
  void malformedJsonIsNamedWithItsLine() throws Exception {
    DatasetRef rows =
        datasets.publish(
            "json",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of("j.json", "{\"id\":1}\n{\"id\":\n".getBytes(StandardCharsets.UTF_8)));
    assertRefused(load(rows), "MalformedFile", "json/j.json", "line");
  }

  @Test
  void missingSliceIsNamed() throws Exception {
    DatasetRef rows = datasets.slice("absent", "2026-01-01", "SELECT 1 AS id");
    assertRefused(load(rows), "SliceNotFound", "absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELEC 1",
        "INSERT INTO nowhere VALUES (1)",
        "SELECT * FROM read_text('/etc/hostname')"
      })
  void setupSqlThatFailsIsNamed(String statement) throws Exception {
    DatasetRef rows = datasets.parquet("setup", "SELECT 1 AS id");
    assertRefused(
        warehouse.load(
            run("r1", DATE, 1, 1),
            withSetup(
                step(rows, Mode.APPEND), "CREATE TABLE raw.made_by_setup (i INTEGER)", statement)),
        "SetupSqlFailed",
        "spec.setupSql[1] (" + statement + ") failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT", "ROLLBACK", "COMMIT; BEGIN"})
  void setupSqlMayNotEndTheTransaction(String statement) throws Exception {
    DatasetRef rows = datasets.parquet("setup", "SELECT 1 AS id");
    StepResult result =
        warehouse.load(run("r1", DATE, 1, 1), withSetup(step(rows, Mode.APPEND), statement));
    assertThat(result.reason()).isEqualTo("SetupSqlFailed");
    assertThat(result.message()).contains("ended the transaction");
    assertThat(warehouse.rows("SELECT count(*) FROM raw.target")).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"target", "a.b.c", ".x", "x.", ""})
  void tableMustBeSchemaAndName(String table) throws Exception {
    DatasetRef rows = datasets.parquet("names", "SELECT 1 AS id");
    StepResult result =
        warehouse.load(
            run("r1", DATE, 1, 1),
            new LoadStep(
                "load",
                rows,
                "wh",
                table,
                Mode.APPEND,
                List.of(),
                "run_date",
                LoadStep.SchemaChange.FAIL,
                List.of()));
    assertRefused(result, "BadTableName", "\"" + table + "\"", "raw.ratings");
  }

  @Test
  void ledgerIsNoTarget() throws Exception {
    DatasetRef rows = datasets.parquet("names", "SELECT 1 AS id");
    StepResult result =
        warehouse.load(
            run("r1", DATE, 1, 1),
            new LoadStep(
                "load",
                rows,
                "wh",
                "_Sluice.x",
                Mode.APPEND,
                List.of(),
                "run_date",
                LoadStep.SchemaChange.FAIL,
                List.of()));
    assertRefused(result, "BadTableName", "ledger");
  }

  @Test
  void fileThatIsNoDatabaseIsNamed() throws Exception {
    DatasetRef rows = datasets.parquet("nodb", "SELECT 1 AS id");
    Files.delete(warehouse.file);
    Files.writeString(warehouse.file, "id,name\n1,a\n");
    StepResult result = load(rows);
    assertThat(result.reason()).isEqualTo("NotADatabase");
    assertThat(result.message()).contains(warehouse.file.toString());
    assertThat(warehouse.file).hasContent("id,name\n1,a\n");
  }

  @Test
  void databaseThatIsTornIsSaid() throws Exception {
    DatasetRef rows = datasets.parquet("torn", "SELECT 1 AS id");
    byte[] whole = Files.readAllBytes(warehouse.file);
    Files.write(warehouse.file, java.util.Arrays.copyOf(whole, 100));
    StepResult result = load(rows);
    assertThat(result.reason()).isEqualTo("WarehouseNotReadable");
    assertThat(result.message()).contains(warehouse.file.toString());
  }
}
