package dev.sluice.warehouse.duckdb;

import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LoadSql;
import java.util.List;
import java.util.Optional;

/** The statements of a load in DuckDB's SQL. */
final class DuckDbLoadSql implements LoadSql {

  @Override
  public List<String> createLedger() {
    return List.of(
        "CREATE SCHEMA IF NOT EXISTS _sluice",
        """
        CREATE TABLE IF NOT EXISTS _sluice.load_ledger (
          step VARCHAR NOT NULL,
          table_name VARCHAR NOT NULL,
          slice VARCHAR NOT NULL,
          namespace VARCHAR NOT NULL,
          run VARCHAR NOT NULL,
          run_uid VARCHAR NOT NULL,
          task VARCHAR NOT NULL,
          attempt INTEGER NOT NULL,
          fencing_token BIGINT NOT NULL,
          mode VARCHAR NOT NULL,
          input_digest VARCHAR NOT NULL,
          rows BIGINT NOT NULL,
          loaded_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
        )""");
  }

  @Override
  public Optional<String> transactionId() {
    return Optional.of("SELECT txid_current()");
  }

  @Override
  public String begin() {
    return "BEGIN TRANSACTION";
  }

  @Override
  public String selectColumns(TableName table) {
    return """
    SELECT column_name, data_type, NOT is_nullable AND column_default IS NULL
    FROM duckdb_columns()
    WHERE database_name = current_database()
      AND lower(schema_name) = lower(%s) AND lower(table_name) = lower(%s)
    ORDER BY column_index"""
        .formatted(literal(table.schema()), literal(table.table()));
  }

  @Override
  public String selectSchema(String schema) {
    return """
    SELECT 1 FROM duckdb_schemas()
    WHERE database_name = current_database() AND lower(schema_name) = lower(%s)"""
        .formatted(literal(schema));
  }

  @Override
  public String createSchema(String schema) {
    return "CREATE SCHEMA IF NOT EXISTS " + identifier(schema);
  }

  @Override
  public String stage(String temporaryTable, String relation, List<String> columns) {
    return "CREATE OR REPLACE TEMPORARY TABLE "
        + identifier(temporaryTable)
        + " AS SELECT "
        + String.join(", ", columns)
        + " FROM "
        + relation;
  }

  @Override
  public String selectDuplicateKeys(String relation, List<String> keys) {
    return """
    SELECT concat_ws(', ', %s), n, count(*) OVER ()
    FROM (SELECT %s, count(*) AS n FROM %s GROUP BY ALL HAVING count(*) > 1)
    ORDER BY n DESC, 1 LIMIT 5"""
        .formatted(
            LoadSql.list(
                keys, k -> literal(k + "=") + " || CAST(" + identifier(k) + " AS VARCHAR)"),
            LoadSql.list(keys, this::identifier),
            relation);
  }

  @Override
  public String sliceType() {
    return "DATE";
  }

  @Override
  public boolean holdsSlice(String type) {
    return type.equals("DATE") || type.equals("VARCHAR");
  }
}
