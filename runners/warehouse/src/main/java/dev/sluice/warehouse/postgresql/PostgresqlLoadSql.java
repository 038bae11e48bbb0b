package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.LoadStep;
import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LedgerKey;
import dev.sluice.warehouse.load.LoadSql;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statements of a load in PostgreSQL's SQL. It merges by MERGE rather than ON CONFLICT, which
 * needs a unique index that a table may not have; nobody else writes the table meanwhile ({@link
 * #lock}).
 */
public class PostgresqlLoadSql implements LoadSql {

  private static final String LEDGER_TABLE =
      """
      CREATE TABLE IF NOT EXISTS _sluice.load_ledger (
        step text NOT NULL,
        table_name text NOT NULL,
        slice text NOT NULL,
        namespace text NOT NULL,
        run text NOT NULL,
        run_uid text NOT NULL,
        task text NOT NULL,
        attempt integer NOT NULL,
        fencing_token bigint NOT NULL,
        mode text NOT NULL,
        input_digest text NOT NULL,
        "rows" bigint NOT NULL,
        loaded_at timestamp with time zone NOT NULL DEFAULT now()
      )""";

  @Override
  public String fold(String name) {
    return PLAIN.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name;
  }

  /**
   * In a transaction and behind a lock: IF NOT EXISTS fails when two make it at the same time. For
   * a schema it asks for the right to make one even where it exists.
   */
  @Override
  public List<String> createLedger() {
    return List.of(
        "BEGIN",
        "SELECT pg_advisory_xact_lock(hashtextextended('sluice ledger', 0))",
        "DO $$ BEGIN IF to_regnamespace('_sluice') IS NULL THEN CREATE SCHEMA _sluice; END IF; END $$",
        LEDGER_TABLE,
        "COMMIT");
  }

  @Override
  public Optional<String> transactionId() {
    return Optional.of("SELECT pg_current_xact_id()::text");
  }

  @Override
  public String begin() {
    return "BEGIN";
  }

  /**
   * Advisory locks, which end with the transaction. Writers of different slices share the table;
   * Merge and Replace, which touch rows of any slice, have it alone.
   */
  @Override
  public List<String> lock(LedgerKey key, LoadStep.Mode mode) {
    String table =
        lockKey("sluice table " + fold(key.table().schema()) + "." + fold(key.table().table()));
    return switch (mode) {
      case MERGE, REPLACE -> List.of("SELECT pg_advisory_xact_lock(" + table + ")");
      case APPEND, REPLACE_SLICE ->
          List.of(
              "SELECT pg_advisory_xact_lock_shared(" + table + ")",
              "SELECT pg_advisory_xact_lock("
                  + lockKey("sluice slice " + key.table() + " " + key.slice())
                  + ")");
    };
  }

  private String lockKey(String name) {
    return "hashtextextended(" + literal(name) + ", 0)";
  }

  /**
   * Whether COPY into a table does what INSERT does: it knows no rules and no policies, writes no
   * views, and fills identities that are always generated.
   */
  String selectTakesCopy(TableName table) {
    return """
    SELECT c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND NOT c.relhasrules
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attidentity = 'a')
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relname = %s"""
        .formatted(literal(fold(table.schema())), literal(fold(table.table())));
  }

  /** From the catalogue itself: the information schema hides what a role has no right on. */
  @Override
  public String selectColumns(TableName table) {
    return """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'v', 'f')
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum"""
        .formatted(literal(fold(table.schema())), literal(fold(table.table())));
  }

  @Override
  public String selectSchema(String schema) {
    return "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = " + literal(fold(schema));
  }

  /** Behind a lock, as the ledger: IF NOT EXISTS fails when two make it at the same time. */
  @Override
  public String createSchema(String schema) {
    String name = identifier(fold(schema));
    return "DO "
        + literal(
            "BEGIN IF to_regnamespace("
                + literal(name)
                + ") IS NULL THEN PERFORM pg_advisory_xact_lock("
                + lockKey("sluice schema")
                + "); CREATE SCHEMA IF NOT EXISTS "
                + name
                + "; END IF; END");
  }

  /** A cast to a character type would cut values off; the assignment of INSERT refuses them. */
  @Override
  public String value(Column from, Column to) {
    return from.type().equals(to.type()) || PostgresqlTypes.isCharacter(to.type())
        ? identifier(from.name())
        : "CAST(" + identifier(from.name()) + " AS " + to.type() + ")";
  }

  /** The rows are in a temporary table already. */
  @Override
  public String stage(String temporaryTable, String relation, List<String> columns) {
    return "CREATE TEMPORARY VIEW "
        + identifier(temporaryTable)
        + " AS SELECT "
        + String.join(", ", columns)
        + " FROM "
        + relation;
  }

  @Override
  public boolean sameColumn(String one, String other) {
    return one.equals(other);
  }

  @Override
  public String selectDuplicateKeys(String relation, List<String> keys) {
    return """
    SELECT %s, n, count(*) OVER ()
    FROM (SELECT %2$s, count(*) AS n FROM %3$s GROUP BY %2$s HAVING count(*) > 1) AS d
    ORDER BY n DESC, 1 LIMIT 5"""
        .formatted(
            keys.stream()
                .map(k -> literal(k + "=") + " || CAST(" + identifier(k) + " AS varchar)")
                .collect(Collectors.joining(" || ', ' || ")),
            LoadSql.list(keys, this::identifier),
            relation);
  }

  @Override
  public String sliceType() {
    return "date";
  }

  @Override
  public boolean holdsSlice(String type) {
    return type.equals("date") || PostgresqlTypes.isCharacter(type);
  }
}
