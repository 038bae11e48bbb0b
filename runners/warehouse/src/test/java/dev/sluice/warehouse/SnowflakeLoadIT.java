package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static dev.sluice.warehouse.Warehouses.withSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Loads into an emulator of Snowflake, by way of Snowflake's own driver. */
@ExtendWith(LakeFixture.Extension.class)
class SnowflakeLoadIT {

  private static final String DAY1 = "2026-11-20";
  private static final String DAY2 = "2026-11-21";
  private static final String TABLE = "SELECT * FROM \"RAW\".\"TARGET\" ORDER BY 1, 2";

  @TempDir private Path folder;
  private Datasets datasets;
  private Snowflakes snowflake;

  @BeforeEach
  void open(LakeFixture lake) throws Exception {
    datasets = new Datasets(lake, folder);
    snowflake = new Snowflakes(lake, folder);
  }

  private static void assertLoaded(StepResult result, long rows) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.results().rows()).as(result.message()).isEqualTo(rows);
  }

  @Test
  void plainNamesAreFoldedToUpperCaseAndTheLedgerSaysWhatWasLoaded() throws Exception {
    DatasetRef day1 = datasets.slice("slices", DAY1, "SELECT 1 AS id, 'é\"x' AS \"Name\"");
    assertLoaded(snowflake.load(run("r1", DAY1, 1, 1), step(day1, Mode.REPLACE_SLICE)), 1);
    assertThat(snowflake.account.rows("SELECT ID, NAME, RUN_DATE FROM raw.target"))
        .containsExactly("1|é\"x|2026-11-20");
    assertThat(
            snowflake.account.rows(
                "SELECT \"SLICE\", \"RUN\", \"MODE\", \"ROWS\" FROM \"_SLUICE\".\"LOAD_LEDGER\""))
        .containsExactly("run_date=2026-11-20|r1|ReplaceSlice|1");
  }

  @Test
  void foldersOfManyFilesBecomeColumnsByOneCopy() throws Exception {
    DatasetRef dataset =
        datasets.parquet(
            "folders",
            DAY2,
            List.of("run_date", "decade", "genre"),
            Map.of(
                "decade=1990/genre=Sci%2DFi/a.parquet", "SELECT 1 AS id",
                "decade=1990/genre=Drama/a.parquet", "SELECT 2 AS id",
                "decade=2000/genre=__HIVE_DEFAULT_PARTITION__/a.parquet", "SELECT 3 AS id"));
    assertLoaded(snowflake.load(run("r1", DAY2, 1, 1), step(dataset, Mode.REPLACE_SLICE)), 3);
    assertThat(
            snowflake.account.rows("SELECT ID, RUN_DATE, DECADE, GENRE FROM raw.target ORDER BY 1"))
        .containsExactly(
            "1|2026-11-21|1990|Sci-Fi", "2|2026-11-21|1990|Drama", "3|2026-11-21|2000|null");
  }

  @Test
  void typesOfParquetBecomeTypesOfColumns() throws Exception {
    DatasetRef dataset =
        datasets.parquet(
            "types",
            """
            SELECT 1::TINYINT AS i, 9223372036854775807 AS b, 12.34::DECIMAL(10,2) AS d, 0.5::DOUBLE AS f,
              true AS t, 'text' AS s, DATE '2026-11-21' AS day, TIMESTAMP '2026-11-21 10:11:12.123456' AS ts,
              TIMESTAMPTZ '2026-11-21 10:11:12+02' AS tz, [1, 2] AS list, {'a': 1} AS struct, '\\xAB'::BLOB AS bin,
              NULL::INTEGER AS n
            """);
    assertLoaded(snowflake.load(run("r1", DAY2, 1, 1), step(dataset, Mode.REPLACE)), 1);
    assertThat(snowflake.account.rows("SELECT GET(\"LIST\", 1), \"STRUCT\":a FROM raw.target"))
        .containsExactly("2|1");
    assertThat(
            snowflake.account.rows(
                "SELECT DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'RAW' AND"
                    + " TABLE_NAME = 'TARGET' ORDER BY ORDINAL_POSITION"))
        .containsExactly(
            "NUMBER",
            "NUMBER",
            "NUMBER",
            "FLOAT",
            "BOOLEAN",
            "TEXT",
            "DATE",
            "TIMESTAMP_NTZ",
            "TIMESTAMP_TZ",
            "VARIANT",
            "VARIANT",
            "BINARY",
            "NUMBER");
  }

  @Test
  void typesOfTextAreFoundInAllRows() throws Exception {
    DatasetRef csv =
        datasets.csv(
            "text",
            "id,price,day,seen,ok,name\n"
                + "1,1.5,2026-11-20,2026-11-20 10:00:00,true,\"a,\"\"b\"\"\"\n"
                + "2,2,2026-11-21,2026-11-21T11:00:00,false,\"two\nlines\"\n"
                + ",,,,,\"\"\n");
    assertLoaded(snowflake.load(run("r1", DAY2, 1, 1), step(csv, Mode.REPLACE)), 3);
    assertThat(snowflake.account.rows(TABLE))
        .containsExactlyInAnyOrder(
            "1|1.5|2026-11-20|2026-11-20 10:00:00.000000|TRUE|a,\"b\"",
            "2|2.0|2026-11-21|2026-11-21 11:00:00.000000|FALSE|two\nlines",
            "null|null|null|null|null|");
  }

  @Test
  void tabSeparatedFilesKnowTheirNulls() throws Exception {
    Format tsv =
        new Format(
            Format.Type.TSV,
            true,
            "\t",
            "",
            "",
            "\\N",
            false,
            List.of(new Format.Column("tconst", "varchar"), new Format.Column("year", "int")));
    DatasetRef dataset =
        datasets.publish(
            "tsv",
            "",
            tsv,
            List.of(),
            Map.of(
                "title.tsv",
                "tconst\tyear\ttitle\ntt1\t1999\t\"Quoted\\\" \\ back\ntt2\t\\N\t\\N\n"
                    .getBytes(StandardCharsets.UTF_8)));
    assertLoaded(snowflake.load(run("r1", DAY2, 1, 1), step(dataset, Mode.REPLACE)), 2);
    assertThat(snowflake.account.rows(TABLE))
        .containsExactly("tt1|1999|\"Quoted\\\" \\ back", "tt2|null|null");
  }

  @Test
  void jsonFindsItsColumnsInTheRows() throws Exception {
    DatasetRef json =
        datasets.publish(
            "json",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of(
                "a.json",
                "{\"id\": 1, \"name\": \"a\", \"tags\": [1]}\n{\"id\": 2, \"rate\": 1.5, \"name\": null}\n"
                    .getBytes(StandardCharsets.UTF_8)));
    assertLoaded(snowflake.load(run("r1", DAY2, 1, 1), step(json, Mode.REPLACE)), 2);
    assertThat(snowflake.account.rows("SELECT ID, NAME, RATE, TAGS FROM raw.target ORDER BY 1"))
        .containsExactly("1|a|null|[1]", "2|null|1.5|null");
  }

  @Test
  void mergeUpdatesByKeyAndRefusesKeysThatRepeat() throws Exception {
    DatasetRef first =
        datasets.parquet("merge", "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(id, name)");
    assertLoaded(snowflake.load(run("r1", DAY1, 1, 1), step(first, Mode.MERGE, "id")), 2);
    DatasetRef second =
        datasets.parquet("merge", "SELECT * FROM (VALUES (2, 'B'), (3, 'c')) t(id, name)");
    assertLoaded(snowflake.load(run("r2", DAY2, 1, 2), step(second, Mode.MERGE, "id")), 2);
    assertThat(snowflake.account.rows(TABLE)).containsExactly("1|a", "2|B", "3|c");
    DatasetRef twice =
        datasets.parquet("merge", "SELECT * FROM (VALUES (2, 'x'), (2, 'y')) t(id, name)");
    StepResult refused = snowflake.load(run("r3", DAY2, 1, 3), step(twice, Mode.MERGE, "id"));
    assertThat(refused.reason()).isEqualTo("DuplicateKeys");
    assertThat(refused.message()).contains("ID=2 has 2 rows");
    DatasetRef none = datasets.parquet("merge", "SELECT NULL::INTEGER AS id, 'x' AS name");
    assertThat(snowflake.load(run("r4", DAY2, 1, 4), step(none, Mode.MERGE, "id")).reason())
        .isEqualTo("NullKeys");
    assertThat(snowflake.account.rows(TABLE)).containsExactly("1|a", "2|B", "3|c");
  }

  @Test
  void slicesOfManyDaysAreLoadedTogether() throws Exception {
    datasets.slice("days", DAY1, "SELECT 1 AS id");
    DatasetRef day2 = datasets.slice("days", DAY2, "SELECT 2 AS id");
    DatasetRef all =
        new DatasetRef(
            day2.dataset(), day2.store(), day2.path(), true, SliceSelection.ALL, null, null);
    assertLoaded(snowflake.load(run("r1", DAY2, 1, 1), step(all, Mode.REPLACE)), 2);
    assertThat(snowflake.account.rows(TABLE)).containsExactly("1|2026-11-20", "2|2026-11-21");
  }

  @Test
  void setupRunsBeforeTheTransactionAndMayNotLeaveOneOpen() throws Exception {
    DatasetRef rows = datasets.parquet("setup", "SELECT 1 AS id, 'long text' AS name");
    assertLoaded(
        snowflake.load(
            run("r1", DAY2, 1, 1),
            withSetup(
                step(rows, Mode.REPLACE),
                "CREATE SCHEMA IF NOT EXISTS raw",
                "CREATE TABLE IF NOT EXISTS raw.target (id NUMBER(10,0), name VARCHAR(20))")),
        1);
    StepResult open =
        snowflake.load(run("r2", DAY2, 1, 2), withSetup(step(rows, Mode.REPLACE), "BEGIN"));
    assertThat(open.reason()).isEqualTo("SetupSqlFailed");
    assertThat(open.message()).contains("spec.setupSql[0]");
    StepResult wrong =
        snowflake.load(
            run("r3", DAY2, 1, 3), withSetup(step(rows, Mode.REPLACE), "SELECT * FROM nope.x"));
    assertThat(wrong.reason()).isEqualTo("SetupSqlFailed");
    assertThat(snowflake.account.rows("SELECT COUNT(*) FROM raw.target")).containsExactly("1");
  }
}
