package dev.sluice.warehouse.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.quality.Condition;
import dev.sluice.quality.Metric;
import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LedgerEntry;
import dev.sluice.warehouse.load.LedgerKey;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every statement that is sent, as it is written in src/test/resources/redshift. */
class RedshiftSqlTest {

  private static final TableName TABLE = TableName.parse("raw.Ratings");
  private static final LedgerKey KEY = new LedgerKey("load-ratings", TABLE, "run_date=2026-11-21");
  private static final RunContext RUN =
      new RunContext("data", "films-x1", "uid-1", "raw-films", "2026-11-21", 2, 7);
  private static final Column ID = new Column("id", "bigint", true);
  private static final Column NAME = Column.optional("näme\"", "character varying(20)");
  private static final Column DAY = Column.optional("run_date", "date");
  private static final String ROWS = "\"_sluice_staged\"";

  private final RedshiftSql sql = RedshiftSql.INSTANCE;

  private static void assertSent(String file, List<String> statements) throws Exception {
    try (InputStream in = RedshiftSqlTest.class.getResourceAsStream("/redshift/" + file)) {
      assertThat(in).as("src/test/resources/redshift/" + file).isNotNull();
      assertThat(String.join(";\n\n", statements) + ";\n")
          .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void sessionsAreNamedAfterTheirAttempt() throws Exception {
    assertSent("session.sql", RedshiftSession.settings(RUN));
  }

  @Test
  void nameOfASessionIsNotLongerThanRedshiftTakes() {
    RunContext run =
        new RunContext("n".repeat(63), "r".repeat(253), "u", "t".repeat(63), "2026-11-21", 1, 1);
    assertThat(RedshiftSession.label(run)).hasSize(320).startsWith("sluice nnn");
  }

  @Test
  void theLedgerIsMadeLockedReadAndWritten() throws Exception {
    LedgerEntry entry =
        new LedgerEntry(
            KEY, "data", "films-x1", "uid-1", "raw-films", 2, 7, "Merge", "sha256:a'b\\", 42);
    List<String> statements = new ArrayList<>();
    statements.add(sql.selectSchema("_sluice"));
    statements.add(sql.createSchema("_sluice"));
    statements.addAll(sql.createLedger());
    statements.add(sql.begin());
    statements.addAll(sql.lock(KEY, LoadStep.Mode.MERGE));
    statements.add(sql.selectLedger(KEY));
    statements.add(sql.insertLedger(entry));
    statements.add(sql.commit());
    statements.add(sql.rollback());
    assertSent("ledger.sql", statements);
  }

  @Test
  void tablesAreLookedUpMadeAndWidened() throws Exception {
    List<String> statements = new ArrayList<>();
    statements.add(sql.selectColumns(TABLE));
    statements.addAll(sql.guarded(List.of(sql.createTable(TABLE, List.of(ID, NAME, DAY)))));
    statements.addAll(sql.addColumns(TABLE, List.of(NAME)));
    assertSent("tables.sql", statements);
  }

  @Test
  void filesAreCopiedByAManifest() throws Exception {
    String table = CopySql.table(0);
    assertSent(
        "copy.sql",
        List.of(
            CopySql.createTable(table, List.of(ID, NAME)),
            CopySql.copy(
                table,
                "s3://lake/_sluice/copy/data/films-x1/raw-films/2/manifest-0.json",
                ParquetCopy.ROLE),
            CopySql.copy(table, "s3://lake/it's/manifest-0.json", "default")));
    assertThat(
            new String(
                CopyFiles.json(
                    List.of(
                        new CopyFiles.Entry(
                            "s3://lake/raw/a b/part-0", true, new CopyFiles.Meta(42)))),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"entries\":[{\"url\":\"s3://lake/raw/a b/part-0\",\"mandatory\":true,\"meta\":{\"content_length\":42}}]}");
  }

  @Test
  void rowsAreReplacedMergedAndChecked() throws Exception {
    List<String> statements = new ArrayList<>();
    statements.add(sql.deleteSlice(TABLE, DAY, "2026-11-21"));
    statements.add(sql.deleteAll(TABLE));
    statements.add(sql.selectOtherSlices("\"_sluice_rows_0\"", "run_date", "date", "2026-11-21"));
    statements.add(
        sql.insert(
            TABLE,
            List.of("id", "run_date"),
            List.of(
                sql.value(Column.optional("id", RedshiftTypes.TEXT), ID),
                sql.sliceValue("2026-11-21", "date")),
            "\"_sluice_rows_0\""));
    statements.add(sql.stage("_sluice_staged", "\"_sluice_rows_0\"", List.of("\"id\" AS \"id\"")));
    statements.add(sql.countNullKeys(ROWS, List.of("id", "run_date")));
    statements.add(sql.selectDuplicateKeys(ROWS, List.of("id", "run_date")));
    statements.addAll(sql.upsert(TABLE, List.of(ID, NAME, DAY), List.of("id", "run_date"), ROWS));
    statements.addAll(sql.upsert(TABLE, List.of(ID), List.of("id"), ROWS));
    assertSent("writes.sql", statements);
  }

  @Test
  void checksAreMeasuredInAsManySelectsAsRedshiftNeeds() throws Exception {
    RedshiftQualitySql checks = new RedshiftQualitySql();
    assertSent(
        "checks.sql",
        List.of(
            checks.measure(
                "\"raw\".\"ratings\"",
                List.of(
                    new Metric.Rows(null),
                    new Metric.Quantile("rating", "0.5", null),
                    new Metric.Distinct(List.of("id", "run_date"), null),
                    new Metric.Matching(
                        new Condition.Missing("parent", "\"raw\".\"parents\"", "pid"), null),
                    new Metric.Newest("run_date", "rating > 1"),
                    new Metric.Matching(new Condition.NotMatching("name", "a\\d'"), null),
                    new Metric.Rows(null)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOLEAN | BOOLEAN | boolean | boolean",
        "TINYINT | SMALLINT | smallint | smallint",
        "INTEGER | INTEGER | integer | integer",
        "UBIGINT | DECIMAL(20,0) | numeric(20,0) | numeric(20,0)",
        "HUGEINT | DECIMAL(38,0) | numeric(38,0) | numeric(38,0)",
        "DECIMAL(10,2) | DECIMAL(10,2) | numeric(10,2) | numeric(10,2)",
        "FLOAT | FLOAT | real | real",
        "VARCHAR | VARCHAR | character varying(65535) | character varying(65535)",
        "UUID | VARCHAR | character varying(65535) | character varying(65535)",
        "BLOB | BLOB | varbyte(1024000) | varbyte(1024000)",
        "TIME | VARCHAR | character varying(65535) | time without time zone",
        "TIMESTAMP_NS | TIMESTAMP | timestamp without time zone | timestamp without time zone",
        "TIMESTAMP WITH TIME ZONE | TIMESTAMP WITH TIME ZONE | timestamp without time zone | timestamp with time zone",
        "INTEGER[] | VARCHAR | character varying(65535) | super",
        "JSON | VARCHAR | character varying(65535) | super"
      })
  void typesComeThroughParquetAndTheTemporaryTable(
      String duckDb, String copied, String staged, String table) {
    assertThat(RedshiftTypes.copied(duckDb)).isEqualTo(copied);
    assertThat(RedshiftTypes.staged(duckDb)).isEqualTo(staged);
    assertThat(RedshiftTypes.of(duckDb)).isEqualTo(table);
    assertThat(RedshiftTypes.isCopied(duckDb)).isEqualTo(duckDb.equals(copied));
  }

  @Test
  void valuesAreConvertedOnlyWhereTypesDiffer() {
    Column text = Column.optional("x", RedshiftTypes.TEXT);
    Column nested = Column.optional("x", "super");
    assertThat(sql.value(ID, ID)).isEqualTo("\"id\"");
    assertThat(sql.value(ID, Column.optional("id", "numeric(10,2)")))
        .isEqualTo("CAST(\"id\" AS numeric(10,2))");
    assertThat(sql.value(ID, NAME)).isEqualTo("\"id\"");
    assertThat(sql.value(text, nested)).isEqualTo("JSON_PARSE(\"x\")");
    assertThat(sql.value(nested, text)).isEqualTo("JSON_SERIALIZE(\"x\")");
  }

  @Test
  void namesAreLowerCaseAndBackslashesDoubled() {
    assertThat(sql.fold("Release Date")).isEqualTo("release date");
    assertThat(sql.table(TABLE)).isEqualTo("\"raw\".\"ratings\"");
    assertThat(sql.literal("it's \\N")).isEqualTo("'it''s \\\\N'");
  }

  @Test
  void statementsThatEndATransactionAreKnown() {
    assertThat(sql.endsTransaction("  commit")).isTrue();
    assertThat(sql.endsTransaction("BEGIN;\nCREATE TABLE x (a int)")).isTrue();
    assertThat(sql.endsTransaction("CREATE TABLE begin_of (a int)")).isFalse();
  }
}
