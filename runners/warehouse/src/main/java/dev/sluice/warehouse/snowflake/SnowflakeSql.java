package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.LoadStep;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LedgerEntry;
import dev.sluice.warehouse.load.LedgerKey;
import dev.sluice.warehouse.load.LoadSql;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The statements of a load in Snowflake's SQL; those that read files are {@link CopySql}. */
final class SnowflakeSql implements LoadSql {

  static final String TABLES =
      """
      SELECT LOWER("TABLE_SCHEMA") || '.' || LOWER("TABLE_NAME") FROM "INFORMATION_SCHEMA"."TABLES"
      WHERE "TABLE_SCHEMA" NOT IN ('_SLUICE', 'INFORMATION_SCHEMA') ORDER BY 1 LIMIT 20""";

  private final LedgerSql ledger = new LedgerSql(this);

  @Override
  public boolean ddlCommits() {
    return true;
  }

  /** Unquoted names are upper case here. */
  @Override
  public String fold(String name) {
    return Quoting.isPlain(name) ? name.toUpperCase(Locale.ROOT) : name;
  }

  /** A backslash escapes, too. */
  @Override
  public String literal(String text) {
    return LoadSql.super.literal(text.replace("\\", "\\\\"));
  }

  @Override
  public String temporaryTable(String name) {
    return table(new TableName(TableName.OWN_SCHEMA, name));
  }

  @Override
  public List<String> createLedger() {
    return ledger.create();
  }

  @Override
  public List<String> createLock(LedgerKey key) {
    return List.of(ledger.createLock(key));
  }

  @Override
  public List<String> lock(LedgerKey key, LoadStep.Mode mode) {
    return List.of(ledger.lock(key));
  }

  @Override
  public String selectLedger(LedgerKey key) {
    return ledger.select(key);
  }

  @Override
  public String insertLedger(LedgerEntry entry) {
    return ledger.insert(entry);
  }

  @Override
  public Optional<String> transactionId() {
    return Optional.of("SELECT COALESCE(CURRENT_TRANSACTION(), 'none')");
  }

  @Override
  public String begin() {
    return "BEGIN TRANSACTION";
  }

  @Override
  public String selectColumns(TableName table) {
    return """
    SELECT "COLUMN_NAME",
      CASE
        WHEN "DATA_TYPE" = 'NUMBER' THEN 'NUMBER(' || "NUMERIC_PRECISION" || ',' || "NUMERIC_SCALE" || ')'
        WHEN "DATA_TYPE" = 'TEXT' THEN 'VARCHAR' || COALESCE('(' || "CHARACTER_MAXIMUM_LENGTH" || ')', '')
        ELSE "DATA_TYPE"
      END,
      "IS_NULLABLE" = 'NO' AND "COLUMN_DEFAULT" IS NULL AND COALESCE("IS_IDENTITY", 'NO') = 'NO'
    FROM "INFORMATION_SCHEMA"."COLUMNS"
    WHERE "TABLE_SCHEMA" = %s AND "TABLE_NAME" = %s
    ORDER BY "ORDINAL_POSITION\""""
        .formatted(literal(fold(table.schema())), literal(fold(table.table())));
  }

  @Override
  public String selectSchema(String schema) {
    return """
    SELECT 1 FROM "INFORMATION_SCHEMA"."SCHEMATA"
    WHERE "CATALOG_NAME" = CURRENT_DATABASE() AND "SCHEMA_NAME" = %s"""
        .formatted(literal(fold(schema)));
  }

  @Override
  public String createSchema(String schema) {
    return "CREATE SCHEMA IF NOT EXISTS " + identifier(fold(schema));
  }

  @Override
  public String createTable(TableName table, List<Column> columns) {
    return "CREATE TABLE IF NOT EXISTS " + table(table) + " (" + definitions(columns) + ")";
  }

  @Override
  public List<String> addColumns(TableName table, List<Column> columns) {
    return columns.stream()
        .map(c -> "ALTER TABLE " + table(table) + " ADD COLUMN IF NOT EXISTS " + definition(c))
        .toList();
  }

  /** Columns as CREATE TABLE has them. */
  String definitions(List<Column> columns) {
    return LoadSql.list(columns, this::definition);
  }

  private String definition(Column column) {
    return identifier(column.name()) + " " + column.type();
  }

  @Override
  public String value(Column from, Column to) {
    return SnowflakeTypes.value(identifier(from.name()), from.type(), to.type());
  }

  @Override
  public String stage(String temporaryTable, String relation, List<String> columns) {
    return "CREATE OR REPLACE TEMPORARY TABLE "
        + temporaryTable(temporaryTable)
        + " AS SELECT "
        + String.join(", ", columns)
        + " FROM "
        + relation;
  }

  @Override
  public String selectDuplicateKeys(String relation, List<String> keys) {
    return """
    SELECT %s, "N", COUNT(*) OVER ()
    FROM (SELECT %s, COUNT(*) AS "N" FROM %s GROUP BY %s HAVING COUNT(*) > 1)
    ORDER BY 2 DESC, 1 LIMIT 5"""
        .formatted(
            keys.stream()
                .map(k -> literal(k + "=") + " || CAST(" + identifier(k) + " AS VARCHAR)")
                .collect(Collectors.joining(" || ', ' || ")),
            LoadSql.list(keys, this::identifier),
            relation,
            LoadSql.list(keys, this::identifier));
  }

  @Override
  public String sliceValue(String date, String type) {
    return type.equals("DATE") ? "CAST(" + literal(date) + " AS DATE)" : literal(date);
  }

  @Override
  public String sliceType() {
    return "DATE";
  }

  @Override
  public boolean holdsSlice(String type) {
    return type.equals("DATE") || type.startsWith("VARCHAR");
  }
}
