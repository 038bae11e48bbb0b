package dev.sluice.warehouse.load;

import dev.sluice.protocol.LoadStep;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.TableName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statements of a load in the SQL of one kind of warehouse. */
public interface LoadSql extends Quoting {

  /** Where Sluice keeps what was loaded. */
  TableName LEDGER = new TableName(TableName.OWN_SCHEMA, "load_ledger");

  /**
   * Whether each CREATE and ALTER ends the transaction. Then set-up, tables and temporary tables
   * are made before {@link #begin}, and the ledger is read once more after it.
   */
  default boolean ddlCommits() {
    return false;
  }

  /** Statements that make the ledger where it is missing; outside of any transaction. */
  List<String> createLedger();

  /** All entries of a step, table and slice: {@code run, run_uid, task, fencing_token, ...}. */
  default String selectLedger(LedgerKey key) {
    return """
    SELECT namespace, run, run_uid, task, attempt, fencing_token, mode, input_digest, "rows"
    FROM _sluice.load_ledger
    WHERE step = %s AND table_name = %s AND slice = %s
    ORDER BY fencing_token DESC, run_uid DESC"""
        .formatted(literal(key.step()), literal(key.table().toString()), literal(key.slice()));
  }

  /** Adds an entry. */
  default String insertLedger(LedgerEntry entry) {
    return """
    INSERT INTO _sluice.load_ledger
      (step, table_name, slice, namespace, run, run_uid, task, attempt, fencing_token, mode, input_digest, "rows")
    VALUES (%s, %s, %s, %s, %s, %s, %s, %d, %d, %s, %s, %d)"""
        .formatted(
            literal(entry.key().step()),
            literal(entry.key().table().toString()),
            literal(entry.key().slice()),
            literal(entry.namespace()),
            literal(entry.run()),
            literal(entry.runUid()),
            literal(entry.task()),
            entry.attempt(),
            entry.fencingToken(),
            literal(entry.mode()),
            literal(entry.inputDigest()),
            entry.rows());
  }

  /**
   * A query for what names the transaction, to notice when a statement of the user ended it; absent
   * where the warehouse has no such value.
   */
  Optional<String> transactionId();

  /** Whether a statement of the user is known to end the transaction. */
  default boolean endsTransaction(String statement) {
    return false;
  }

  String begin();

  /** Statements that make what {@link #lock} locks, where it is missing. */
  default List<String> createLock(LedgerKey key) {
    return List.of();
  }

  /**
   * The first statements of the transaction: they wait for other writers of the same rows and keep
   * new ones waiting, so that of two only one finds that it is the newest.
   */
  default List<String> lock(LedgerKey key, LoadStep.Mode mode) {
    return List.of();
  }

  default String commit() {
    return "COMMIT";
  }

  default String rollback() {
    return "ROLLBACK";
  }

  /** Columns of a table as {@code name, type, required}; no rows when there is no table. */
  String selectColumns(TableName table);

  /** One row when there is a schema of this name. */
  String selectSchema(String schema);

  String createSchema(String schema);

  default String createTable(TableName table, List<Column> columns) {
    return "CREATE TABLE "
        + table(table)
        + " ("
        + list(columns, c -> identifier(c.name()) + " " + c.type())
        + ")";
  }

  /** Statements that add columns, which rows that are there have no value for. */
  default List<String> addColumns(TableName table, List<Column> columns) {
    String alter = "ALTER TABLE " + table(table) + " ADD COLUMN ";
    return columns.stream().map(c -> alter + identifier(c.name()) + " " + c.type()).toList();
  }

  /** Definitions with what keeps two writers from making the same thing at the same time. */
  default List<String> guarded(List<String> definitions) {
    return definitions;
  }

  /** A column of the dataset's rows as a value for a column of the table. */
  default String value(Column from, Column to) {
    return identifier(from.name());
  }

  /** What stands in a FROM clause for a temporary table. */
  default String temporaryTable(String name) {
    return identifier(name);
  }

  /** Copies rows into a new temporary table, for what must read them more than once. */
  String stage(String temporaryTable, String relation, List<String> columns);

  /** Deletes all rows; TRUNCATE would end the transaction in some warehouses. */
  default String deleteAll(TableName table) {
    return "DELETE FROM " + table(table);
  }

  /** Deletes the rows of a slice. */
  default String deleteSlice(TableName table, Column column, String value) {
    return "DELETE FROM "
        + table(table)
        + " WHERE "
        + identifier(column.name())
        + " = "
        + sliceValue(value, column.type());
  }

  /** Rows whose slice column does not hold the slice: {@code value, rows}, a few of them. */
  default String selectOtherSlices(String relation, String column, String type, String value) {
    return """
    SELECT CAST(%1$s AS VARCHAR), count(*)
    FROM %2$s
    WHERE CAST(%1$s AS %3$s) IS DISTINCT FROM %4$s
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5"""
        .formatted(identifier(column), relation, type, sliceValue(value, type));
  }

  /** Adds rows; expressions and columns correspond. */
  default String insert(
      TableName table, List<String> columns, List<String> expressions, String relation) {
    return """
    INSERT INTO %s (%s)
    SELECT %s
    FROM %s"""
        .formatted(
            table(table),
            list(columns, this::identifier),
            String.join(", ", expressions),
            relation);
  }

  /** Updates rows with the same keys and adds the others. */
  default String merge(TableName table, List<Column> columns, List<String> keys, String relation) {
    List<String> names = columns.stream().map(Column::name).toList();
    List<String> values =
        names.stream().filter(n -> keys.stream().noneMatch(k -> sameColumn(k, n))).toList();
    String update =
        values.isEmpty()
            ? ""
            : "WHEN MATCHED THEN UPDATE SET "
                + list(values, v -> identifier(v) + " = s." + identifier(v))
                + "\n";
    return """
    MERGE INTO %s AS t
    USING %s AS s
    ON %s
    %sWHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"""
        .formatted(
            table(table),
            relation,
            keys.stream()
                .map(k -> "t." + identifier(k) + " = s." + identifier(k))
                .collect(Collectors.joining(" AND ")),
            update,
            list(names, this::identifier),
            list(names, n -> "s." + identifier(n)));
  }

  /** Whether two names of a table's columns mean one column. */
  default boolean sameColumn(String one, String other) {
    return one.equalsIgnoreCase(other);
  }

  /** The statements of {@link #merge}; their rows add up to those of the relation. */
  default List<String> upsert(
      TableName table, List<Column> columns, List<String> keys, String relation) {
    return List.of(merge(table, columns, keys, relation));
  }

  /** {@code rows} in which a key is null. */
  default String countNullKeys(String relation, List<String> keys) {
    return "SELECT count(*) FROM "
        + relation
        + " WHERE "
        + keys.stream().map(k -> identifier(k) + " IS NULL").collect(Collectors.joining(" OR "));
  }

  /** Keys that more than one row has: {@code key, rows, keys in all}, the most frequent first. */
  String selectDuplicateKeys(String relation, List<String> keys);

  /** The date of a slice as a value of this type, which is a date or a text. */
  default String sliceValue(String date, String type) {
    return "CAST(" + literal(date) + " AS " + type + ")";
  }

  /** Type of a slice column that Sluice adds to a table it makes. */
  String sliceType();

  /** Whether a column of this type can hold the slice. */
  boolean holdsSlice(String type);

  /** Items with commas between them. */
  static <T> String list(List<T> items, Function<T, String> each) {
    return items.stream().map(each).collect(Collectors.joining(", "));
  }
}
