package dev.sluice.warehouse.load;

import dev.sluice.warehouse.sql.Column;
import dev.sluice.warehouse.sql.Quoting;
import dev.sluice.warehouse.sql.TableName;
import java.util.List;

/** The statements of a load in the SQL of one kind of warehouse. */
public interface LoadSql extends Quoting {

  /** Statements that make the ledger where it is missing. */
  List<String> createLedger();

  /** All entries of a step, table and slice: {@code run, run_uid, task, fencing_token, ...}. */
  String selectLedger(LedgerKey key);

  /** Adds an entry. */
  String insertLedger(LedgerEntry entry);

  /** A value that names the transaction, to notice when a statement of the user ended it. */
  String transactionId();

  String begin();

  String commit();

  String rollback();

  /** Columns of a table as {@code name, type, required}; no rows when there is no table. */
  String selectColumns(TableName table);

  /** Statements that make the schema, where it is missing, and the table. */
  List<String> createTable(TableName table, List<Column> columns);

  /** Copies rows into a temporary table, for what must read them more than once. */
  String stage(String temporaryTable, String relation, List<String> columns);

  /** Deletes all rows. */
  String deleteAll(TableName table);

  /** Deletes the rows of a slice. */
  String deleteSlice(TableName table, Column column, String value);

  /** Rows whose slice column does not hold the slice: {@code value, rows}, a few of them. */
  String selectOtherSlices(String relation, Column column, String value);

  /** Adds rows; expressions and columns correspond. */
  String insert(TableName table, List<String> columns, List<String> expressions, String relation);

  /** Updates rows with the same keys and adds the others. */
  String merge(TableName table, List<Column> columns, List<String> keys, String relation);

  /** {@code rows} in which a key is null. */
  String countNullKeys(String relation, List<String> keys);

  /** Keys that more than one row has: {@code key, rows, keys in all}, the most frequent first. */
  String selectDuplicateKeys(String relation, List<String> keys);

  /** The date of a slice as a value of this type, which is a date or a text. */
  String sliceValue(String date, String type);

  /** Type of a slice column that Sluice adds to a table it makes. */
  String sliceType();

  /** Whether a column of this type can hold the slice. */
  boolean holdsSlice(String type);
}
