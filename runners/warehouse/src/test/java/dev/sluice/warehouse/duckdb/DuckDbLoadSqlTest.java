package dev.sluice.warehouse.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LedgerEntry;
import dev.sluice.warehouse.load.LedgerKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuckDbLoadSqlTest {

  private static final TableName TABLE = TableName.parse("raw.ratings");
  private static final LedgerKey KEY = new LedgerKey("load", TABLE, "run_date=2026-11-21");

  private final DuckDbLoadSql sql = new DuckDbLoadSql();

  @Test
  void ledgerIsTheOneThatTheDocumentedSqlMakes() throws Exception {
    String documented = Files.readString(Path.of("../../sql/duckdb/load_ledger.sql"));
    String statements =
        documented.lines().filter(l -> !l.startsWith("--")).reduce("", (a, b) -> a + b + "\n");
    assertThat(statements.strip()).isEqualTo(String.join(";\n\n", sql.createLedger()) + ";");
  }

  @Test
  void ledgerIsReadByStepTableAndSlice() {
    assertThat(sql.selectLedger(KEY))
        .isEqualTo(
            """
            SELECT namespace, run, run_uid, task, attempt, fencing_token, mode, input_digest, "rows"
            FROM _sluice.load_ledger
            WHERE step = 'load' AND table_name = 'raw.ratings' AND slice = 'run_date=2026-11-21'
            ORDER BY fencing_token DESC, run_uid DESC""");
  }

  @Test
  void ledgerIsWrittenWithTheWholeStory() {
    assertThat(
            sql.insertLedger(
                new LedgerEntry(KEY, "ns", "r'1", "uid", "t", 2, 7, "Append", "abc", 100)))
        .isEqualTo(
            """
            INSERT INTO _sluice.load_ledger
              (step, table_name, slice, namespace, run, run_uid, task, attempt, fencing_token, mode, input_digest, "rows")
            VALUES ('load', 'raw.ratings', 'run_date=2026-11-21', 'ns', 'r''1', 'uid', 't', 2, 7, 'Append', 'abc', 100)""");
  }

  @Test
  void transactionIsExplicit() {
    assertThat(List.of(sql.begin(), sql.commit(), sql.rollback(), sql.transactionId().get()))
        .containsExactly("BEGIN TRANSACTION", "COMMIT", "ROLLBACK", "SELECT txid_current()");
  }

  @Test
  void columnsOfTheTableAreReadFromTheCatalogue() {
    assertThat(sql.selectColumns(TABLE))
        .isEqualTo(
            """
            SELECT column_name, data_type, NOT is_nullable AND column_default IS NULL
            FROM duckdb_columns()
            WHERE database_name = current_database()
              AND lower(schema_name) = lower('raw') AND lower(table_name) = lower('ratings')
            ORDER BY column_index""");
  }

  @Test
  void tableAndSchemaAreMade() {
    assertThat(sql.createSchema("raw")).isEqualTo("CREATE SCHEMA IF NOT EXISTS \"raw\"");
    assertThat(
            sql.createTable(
                TABLE, List.of(Column.optional("a b", "BIGINT"), Column.optional("d", "DATE"))))
        .isEqualTo("CREATE TABLE \"raw\".\"ratings\" (\"a b\" BIGINT, \"d\" DATE)");
  }

  @Test
  void columnsAreAddedOneByOne() {
    assertThat(
            sql.addColumns(
                TABLE, List.of(Column.optional("a b", "BIGINT"), Column.optional("d", "DATE"))))
        .containsExactly(
            "ALTER TABLE \"raw\".\"ratings\" ADD COLUMN \"a b\" BIGINT",
            "ALTER TABLE \"raw\".\"ratings\" ADD COLUMN \"d\" DATE");
  }

  @Test
  void rowsAreDeletedByTableOrSlice() {
    assertThat(sql.deleteAll(TABLE)).isEqualTo("DELETE FROM \"raw\".\"ratings\"");
    assertThat(sql.deleteSlice(TABLE, Column.optional("run_date", "DATE"), "2026-11-21"))
        .isEqualTo(
            "DELETE FROM \"raw\".\"ratings\" WHERE \"run_date\" = CAST('2026-11-21' AS DATE)");
  }

  @Test
  void rowsOfOtherSlicesAreCounted() {
    assertThat(sql.selectOtherSlices("rows", "run_date", "VARCHAR", "2026-11-21"))
        .isEqualTo(
            """
            SELECT CAST("run_date" AS VARCHAR), count(*)
            FROM rows
            WHERE CAST("run_date" AS VARCHAR) IS DISTINCT FROM CAST('2026-11-21' AS VARCHAR)
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5""");
  }

  @Test
  void rowsAreAddedByName() {
    assertThat(
            sql.insert(
                TABLE, List.of("id", "run_date"), List.of("\"ID\"", "CAST('x' AS DATE)"), "rows"))
        .isEqualTo(
            """
            INSERT INTO "raw"."ratings" ("id", "run_date")
            SELECT "ID", CAST('x' AS DATE)
            FROM rows""");
  }

  @Test
  void rowsAreStagedInATemporaryTable() {
    assertThat(sql.stage("_s", "rows", List.of("\"A\" AS \"a\"", "\"b\" AS \"b\"")))
        .isEqualTo(
            "CREATE OR REPLACE TEMPORARY TABLE \"_s\" AS SELECT \"A\" AS \"a\", \"b\" AS \"b\""
                + " FROM rows");
  }

  @Test
  void mergeUpdatesWhatIsNoKey() {
    List<Column> columns =
        List.of(
            Column.optional("id", "INTEGER"),
            Column.optional("part", "INTEGER"),
            Column.optional("name", "VARCHAR"));
    assertThat(sql.merge(TABLE, columns, List.of("ID", "part"), "\"_s\""))
        .isEqualTo(
            """
            MERGE INTO "raw"."ratings" AS t
            USING "_s" AS s
            ON t."ID" = s."ID" AND t."part" = s."part"
            WHEN MATCHED THEN UPDATE SET "name" = s."name"
            WHEN NOT MATCHED THEN INSERT ("id", "part", "name") VALUES (s."id", s."part", s."name")""");
    assertThat(sql.merge(TABLE, columns.subList(0, 1), List.of("id"), "\"_s\""))
        .isEqualTo(
            """
            MERGE INTO "raw"."ratings" AS t
            USING "_s" AS s
            ON t."id" = s."id"
            WHEN NOT MATCHED THEN INSERT ("id") VALUES (s."id")""");
  }

  @Test
  void keysAreCheckedForNullsAndDuplicates() {
    assertThat(sql.countNullKeys("\"_s\"", List.of("a", "b")))
        .isEqualTo("SELECT count(*) FROM \"_s\" WHERE \"a\" IS NULL OR \"b\" IS NULL");
    assertThat(sql.selectDuplicateKeys("\"_s\"", List.of("a", "b")))
        .isEqualTo(
            """
            SELECT concat_ws(', ', 'a=' || CAST("a" AS VARCHAR), 'b=' || CAST("b" AS VARCHAR)), n, count(*) OVER ()
            FROM (SELECT "a", "b", count(*) AS n FROM "_s" GROUP BY ALL HAVING count(*) > 1)
            ORDER BY n DESC, 1 LIMIT 5""");
  }

  @Test
  void sliceIsADateOrAText() {
    assertThat(sql.sliceType()).isEqualTo("DATE");
    assertThat(List.of("DATE", "VARCHAR")).allMatch(sql::holdsSlice);
    assertThat(List.of("TIMESTAMP", "BIGINT")).noneMatch(sql::holdsSlice);
  }
}
