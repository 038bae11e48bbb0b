package dev.sluice.warehouse.redshift;

import dev.sluice.protocol.LoadStep;
import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LedgerKey;
import dev.sluice.warehouse.load.LoadSql;
import dev.sluice.warehouse.postgresql.PostgresqlLoadSql;
import dev.sluice.warehouse.postgresql.PostgresqlTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The statements of a load in Redshift's SQL, where it is not PostgreSQL's. */
final class RedshiftSql extends PostgresqlLoadSql {

  static final RedshiftSql INSTANCE = new RedshiftSql();

  private static final String LOCK = "\"_sluice\".\"load_lock\"";

  /** What the rows that come are called: no table of a user is. */
  private static final String NEW = "_sluice_new";

  private static final String LEDGER_TABLE =
      """
      CREATE TABLE IF NOT EXISTS "_sluice"."load_ledger" (
        "step" varchar(256) NOT NULL,
        "table_name" varchar(256) NOT NULL,
        "slice" varchar(256) NOT NULL,
        "namespace" varchar(256) NOT NULL,
        "run" varchar(256) NOT NULL,
        "run_uid" varchar(256) NOT NULL,
        "task" varchar(256) NOT NULL,
        "attempt" integer NOT NULL,
        "fencing_token" bigint NOT NULL,
        "mode" varchar(32) NOT NULL,
        "input_digest" varchar(256) NOT NULL,
        "rows" bigint NOT NULL,
        "loaded_at" timestamp NOT NULL DEFAULT getdate()
      )""";

  private static final Pattern OF_TRANSACTION =
      Pattern.compile(
          "\\s*(BEGIN|START|COMMIT|END|ROLLBACK|ABORT)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private RedshiftSql() {}

  /**
   * They would not commit here. But writers wait for each other from the first statement of the
   * transaction on, and COPY, which takes most of the time, shall not: rows are staged and tables
   * made before it.
   */
  @Override
  public boolean ddlCommits() {
    return true;
  }

  /** All names are lower case here, with quotes or without. */
  @Override
  public String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** A backslash escapes, too. */
  @Override
  public String literal(String text) {
    return super.literal(text.replace("\\", "\\\\"));
  }

  /** The lock first: a ledger that exists says that both do. */
  @Override
  public List<String> createLedger() {
    return List.of("CREATE TABLE IF NOT EXISTS " + LOCK + " (\"locked\" boolean)", LEDGER_TABLE);
  }

  /**
   * There are no advisory locks, and two transactions that both read and write the ledger are no
   * serial order: one would be ended. So one load writes at a time.
   */
  @Override
  public List<String> lock(LedgerKey key, LoadStep.Mode mode) {
    return List.of("LOCK " + LOCK);
  }

  @Override
  public Optional<String> transactionId() {
    return Optional.empty();
  }

  @Override
  public boolean endsTransaction(String statement) {
    return OF_TRANSACTION.matcher(statement).matches();
  }

  @Override
  public List<String> guarded(List<String> definitions) {
    List<String> guarded = new ArrayList<>(List.of(begin(), "LOCK " + LOCK));
    guarded.addAll(definitions);
    guarded.add(commit());
    return guarded;
  }

  @Override
  public String selectColumns(TableName table) {
    return """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT a.atthasdef
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'v')
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum"""
        .formatted(literal(fold(table.schema())), literal(fold(table.table())));
  }

  @Override
  public String createSchema(String schema) {
    return "CREATE SCHEMA IF NOT EXISTS " + identifier(fold(schema));
  }

  @Override
  public String createTable(TableName table, List<Column> columns) {
    return "CREATE TABLE IF NOT EXISTS " + table(table) + " (" + definitions(columns) + ")";
  }

  /** Columns as CREATE TABLE has them. */
  String definitions(List<Column> columns) {
    return LoadSql.list(columns, c -> identifier(c.name()) + " " + c.type());
  }

  /** A cast to a character type would cut values off; the assignment of INSERT refuses them. */
  @Override
  public String value(Column from, Column to) {
    String name = identifier(from.name());
    boolean toText = PostgresqlTypes.isCharacter(to.type());
    if (from.type().equals(to.type()) || from.type().equals(RedshiftTypes.BINARY)) {
      return name;
    }
    if (from.type().equals(RedshiftTypes.NESTED)) {
      return toText ? "JSON_SERIALIZE(" + name + ")" : name;
    }
    if (to.type().equals(RedshiftTypes.NESTED)) {
      return PostgresqlTypes.isCharacter(from.type()) ? "JSON_PARSE(" + name + ")" : name;
    }
    return toText ? name : "CAST(" + name + " AS " + to.type() + ")";
  }

  /** There are no temporary views. */
  @Override
  public String stage(String temporaryTable, String relation, List<String> columns) {
    return "CREATE TEMPORARY TABLE "
        + identifier(temporaryTable)
        + " AS SELECT "
        + String.join(", ", columns)
        + " FROM "
        + relation;
  }

  /** There is no IS DISTINCT FROM. */
  @Override
  public String selectOtherSlices(String relation, String column, String type, String value) {
    return """
    SELECT CAST(%1$s AS varchar), count(*)
    FROM %2$s
    WHERE CAST(%1$s AS %3$s) <> %4$s OR %1$s IS NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5"""
        .formatted(identifier(column), relation, type, sliceValue(value, type));
  }

  /**
   * UPDATE and INSERT, which say how many rows they wrote; MERGE does the same with one more
   * temporary table. Nobody else writes the table meanwhile ({@link #lock}).
   */
  @Override
  public List<String> upsert(
      TableName table, List<Column> columns, List<String> keys, String relation) {
    String target = identifier(fold(table.table()));
    String same =
        keys.stream()
            .map(k -> target + "." + identifier(k) + " = " + NEW + "." + identifier(k))
            .collect(Collectors.joining(" AND "));
    List<String> names = columns.stream().map(Column::name).toList();
    List<String> values = names.stream().filter(n -> !keys.contains(n)).toList();
    List<String> statements = new ArrayList<>();
    if (!values.isEmpty()) {
      statements.add(
          """
          UPDATE %s SET %s
          FROM %s AS _sluice_new
          WHERE %s"""
              .formatted(
                  table(table),
                  LoadSql.list(values, v -> identifier(v) + " = " + NEW + "." + identifier(v)),
                  relation,
                  same));
    }
    statements.add(
        """
        INSERT INTO %s (%s)
        SELECT %s
        FROM %s AS _sluice_new
        WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s)"""
            .formatted(
                table(table),
                LoadSql.list(names, this::identifier),
                LoadSql.list(names, n -> NEW + "." + identifier(n)),
                relation,
                table(table),
                same));
    return statements;
  }
}
