package dev.sluice.warehouse.snowflake;

import dev.sluice.sql.Quoting;
import dev.sluice.warehouse.load.LedgerEntry;
import dev.sluice.warehouse.load.LedgerKey;
import java.util.List;

/** The statements of the ledger, and of the locks that put writers of a table in a row. */
final class LedgerSql {

  private final Quoting sql;

  LedgerSql(Quoting sql) {
    this.sql = sql;
  }

  List<String> create() {
    return List.of(
        "CREATE SCHEMA IF NOT EXISTS \"_SLUICE\"",
        """
        CREATE TABLE IF NOT EXISTS "_SLUICE"."LOAD_LEDGER" (
          "STEP" VARCHAR NOT NULL,
          "TABLE_NAME" VARCHAR NOT NULL,
          "SLICE" VARCHAR NOT NULL,
          "NAMESPACE" VARCHAR NOT NULL,
          "RUN" VARCHAR NOT NULL,
          "RUN_UID" VARCHAR NOT NULL,
          "TASK" VARCHAR NOT NULL,
          "ATTEMPT" NUMBER(10,0) NOT NULL,
          "FENCING_TOKEN" NUMBER(19,0) NOT NULL,
          "MODE" VARCHAR NOT NULL,
          "INPUT_DIGEST" VARCHAR NOT NULL,
          "ROWS" NUMBER(19,0) NOT NULL,
          "LOADED_AT" TIMESTAMP_TZ NOT NULL
        )""");
  }

  /**
   * A table of one row for each table that is loaded. An INSERT locks nothing, so writers of the
   * same table are put in a row by updating this one first.
   */
  String createLock(LedgerKey key) {
    return (
    // Without the cast the column would be as long as the literal.
    "CREATE TABLE IF NOT EXISTS "
        + lockTable(key)
        + " AS SELECT CAST('nobody' AS VARCHAR) AS \"HOLDER\"");
  }

  String lock(LedgerKey key) {
    return ("UPDATE "
        + lockTable(key)
        + " SET \"HOLDER\" = "
        + sql.literal(key.step() + " " + key.slice()));
  }

  private String lockTable(LedgerKey key) {
    String name = sql.fold(key.table().schema()) + "_" + sql.fold(key.table().table());
    return "\"_SLUICE\"." + sql.identifier("LOCK_" + name);
  }

  String select(LedgerKey key) {
    return """
    SELECT "NAMESPACE" AS "namespace", "RUN" AS "run", "RUN_UID" AS "run_uid", "TASK" AS "task",
      "ATTEMPT" AS "attempt", "FENCING_TOKEN" AS "fencing_token", "MODE" AS "mode",
      "INPUT_DIGEST" AS "input_digest", "ROWS" AS "rows"
    FROM "_SLUICE"."LOAD_LEDGER"
    WHERE "STEP" = %s AND "TABLE_NAME" = %s AND "SLICE" = %s
    ORDER BY "FENCING_TOKEN" DESC, "RUN_UID" DESC"""
        .formatted(
            sql.literal(key.step()), sql.literal(key.table().toString()), sql.literal(key.slice()));
  }

  String insert(LedgerEntry entry) {
    return """
    INSERT INTO "_SLUICE"."LOAD_LEDGER"
      ("STEP", "TABLE_NAME", "SLICE", "NAMESPACE", "RUN", "RUN_UID", "TASK", "ATTEMPT", "FENCING_TOKEN", "MODE",
       "INPUT_DIGEST", "ROWS", "LOADED_AT")
    SELECT %s, %s, %s, %s, %s, %s, %s, %d, %d, %s, %s, %d, CURRENT_TIMESTAMP()"""
        .formatted(
            sql.literal(entry.key().step()),
            sql.literal(entry.key().table().toString()),
            sql.literal(entry.key().slice()),
            sql.literal(entry.namespace()),
            sql.literal(entry.run()),
            sql.literal(entry.runUid()),
            sql.literal(entry.task()),
            entry.attempt(),
            entry.fencingToken(),
            sql.literal(entry.mode()),
            sql.literal(entry.inputDigest()),
            entry.rows());
  }
}
