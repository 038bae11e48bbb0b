package dev.sluice.warehouse.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.DataFile;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LedgerEntry;
import dev.sluice.warehouse.load.LedgerKey;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every statement that is sent, as it is written in src/test/resources/snowflake. */
class SnowflakeSqlTest {

  private static final TableName TABLE = TableName.parse("raw.Ratings");
  private static final LedgerKey KEY = new LedgerKey("load-ratings", TABLE, "run_date=2026-11-21");
  private static final Column ID = new Column("ID", "NUMBER(38,0)", true);
  private static final Column NAME = Column.optional("Näme\"", "VARCHAR(20)");
  private static final Column DAY = Column.optional("RUN_DATE", "DATE");

  private final SnowflakeSql sql = new SnowflakeSql();
  private final CopySql copy = new CopySql();

  private static void assertSent(String file, List<String> statements) throws Exception {
    try (InputStream in = SnowflakeSqlTest.class.getResourceAsStream("/snowflake/" + file)) {
      assertThat(in).as("src/test/resources/snowflake/" + file).isNotNull();
      assertThat(String.join(";\n\n", statements) + ";\n")
          .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void sessionsAreTaggedAndBounded() throws Exception {
    RunContext run = new RunContext("data", "films-x1", "uid-1", "raw-films", "2026-11-21", 2, 7);
    assertSent(
        "session.sql", List.of(SessionSql.settings(SnowflakeSession.tag(run)), SessionSql.CURRENT));
  }

  @Test
  void theLedgerIsMadeLockedReadAndWritten() throws Exception {
    LedgerEntry entry =
        new LedgerEntry(
            KEY,
            "data",
            "films-x1",
            "uid-1",
            "raw-films",
            2,
            7,
            "ReplaceSlice",
            "sha256:a'b\\",
            42);
    List<String> statements = new ArrayList<>(sql.createLedger());
    statements.addAll(sql.createLock(KEY));
    statements.add(sql.begin());
    statements.addAll(sql.lock(KEY, LoadStep.Mode.REPLACE_SLICE));
    statements.add(sql.selectLedger(KEY));
    statements.add(sql.insertLedger(entry));
    statements.add(sql.commit());
    statements.add(sql.rollback());
    statements.add(sql.transactionId().orElseThrow());
    assertSent("ledger.sql", statements);
  }

  @Test
  void tablesAreLookedUpMadeAndWidened() throws Exception {
    assertSent(
        "tables.sql",
        List.of(
            sql.selectColumns(TABLE),
            sql.selectSchema("raw"),
            sql.createSchema("raw"),
            sql.createTable(TABLE, List.of(ID, NAME, DAY)),
            sql.addColumns(TABLE, List.of(NAME)).get(0),
            SnowflakeSql.TABLES));
  }

  @Test
  void rowsAreReplacedMergedAndChecked() throws Exception {
    String rows = "\"_SLUICE\".\"ROWS\"";
    assertSent(
        "writes.sql",
        List.of(
            sql.deleteSlice(TABLE, DAY, "2026-11-21"),
            sql.deleteSlice(TABLE, Column.optional("DAY", "VARCHAR(10)"), "2026-11-21"),
            sql.deleteAll(TABLE),
            sql.selectOtherSlices(rows, "RUN_DATE", "DATE", "2026-11-21"),
            sql.insert(
                TABLE,
                List.of("ID", "RUN_DATE"),
                List.of(
                    sql.value(Column.optional("ID", "VARCHAR"), ID),
                    sql.sliceValue("2026-11-21", "DATE")),
                rows),
            sql.stage("_sluice_staged", rows, List.of("\"ID\" AS \"ID\"")),
            sql.countNullKeys(rows, List.of("ID", "RUN_DATE")),
            sql.selectDuplicateKeys(rows, List.of("ID", "RUN_DATE")),
            sql.merge(TABLE, List.of(ID, NAME, DAY), List.of("ID", "RUN_DATE"), rows)));
  }

  @Test
  void filesAreCopiedFromATemporaryStage() throws Exception {
    Format csv = new Format(Format.Type.CSV, true, ";", "\"", "\\", "NULL", true, List.of());
    Format tsv = new Format(Format.Type.TSV, true, "\t", "", "", "\\N", false, List.of());
    Format json = new Format(Format.Type.JSON, false, ",", "\"", "\"", "", true, List.of());
    List<String> files = List.of("raw/a b/part-0", "raw/it's/part-1");
    List<Folders.Place> places =
        List.of(
            new Folders.Place(
                new DataFile("raw/a b/part-0", "part-0", 1, null, "sha256:0"),
                List.of("2026-11-21", "")));
    assertSent(
        "copy.sql",
        List.of(
            copy.createStage("s3://lake/p/", null, "lake", null),
            copy.createStage("s3://lake/p/", null, null, new CopySql.Keys("id", "se'cret")),
            copy.createStage(
                "s3://lake/p/", "https://s3.example.com:9000", null, new CopySql.Keys("id", "key")),
            copy.createTable("ROWS", List.of(Column.optional("ID", "NUMBER(38,0)"), NAME)),
            copy.copyParquet("ROWS", files),
            copy.copyText("ROWS_0", csv, files),
            copy.copyText(
                "ROWS_0",
                new Format(Format.Type.CSV, false, ",", "\"", "\"", "", true, List.of()),
                files),
            copy.copyText("ROWS_0", tsv, files),
            copy.copyJson("ROWS_0", json, files),
            copy.selectRowsThatAreNoObjects("ROWS_0"),
            copy.insertFolders("FOLDERS", places, key -> "p/" + key),
            copy.countRowsOfUnknownFiles("ROWS", "FOLDERS")));
  }

  @Test
  void typesOfTextsAndRowsAreFoundByOneQueryEach() throws Exception {
    assertSent(
        "types.sql",
        List.of(
            FoundTypes.query("\"_SLUICE\".\"ROWS_0\"", List.of(DAY)),
            JsonStaging.query("\"_SLUICE\".\"ROWS_0\""),
            BadValues.query("\"_SLUICE\".\"ROWS_0\"", DAY, "NUMBER(10,2)"),
            BadValues.query("\"_SLUICE\".\"ROWS_0\"", NAME, "VARCHAR(5)"),
            BadValues.query("\"_SLUICE\".\"ROWS_0\"", NAME, "TIMESTAMP_NTZ")));
  }

  @Test
  void plainNamesAreFoldedAndOthersKept() {
    assertThat(sql.fold("movie_id")).isEqualTo("MOVIE_ID");
    assertThat(sql.fold("Erste Spalte")).isEqualTo("Erste Spalte");
    assertThat(sql.table(TableName.parse("raw.Ratings"))).isEqualTo("\"RAW\".\"RATINGS\"");
    assertThat(sql.literal("it's \\N")).isEqualTo("'it''s \\\\N'");
  }

  @Test
  void valuesAreConvertedOnlyWhereTypesDiffer() {
    assertThat(SnowflakeTypes.value("x", "NUMBER(38,0)", "NUMBER(38,0)")).isEqualTo("x");
    assertThat(SnowflakeTypes.value("x", "NUMBER(38,0)", "NUMBER(10,2)"))
        .isEqualTo("CAST(x AS NUMBER(10,2))");
    assertThat(SnowflakeTypes.value("x", "VARCHAR", "VARCHAR(5)")).isEqualTo("x");
    assertThat(SnowflakeTypes.value("x", "DATE", "VARCHAR(5)")).isEqualTo("CAST(x AS VARCHAR)");
    assertThat(SnowflakeTypes.value("x", "VARCHAR", "DATE")).isEqualTo("CAST(x AS DATE)");
  }
}
