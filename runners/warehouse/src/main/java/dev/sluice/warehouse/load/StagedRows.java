package dev.sluice.warehouse.load;

import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows of a dataset that statements can read. */
public interface StagedRows {

  /**
   * What stands in a FROM clause for the rows. Where the warehouse cannot read files, the first
   * call brings them into a temporary table.
   */
  String relation() throws InterruptedException;

  /**
   * Writes the rows straight into a table, where that gives the same as an INSERT that reads {@link
   * #relation()} and takes less.
   *
   * @param columns of the table that get a value
   * @param expressions the value of each, on the relation
   * @param date value of the last column when the rows do not hold it
   * @return rows written; empty where nothing was done
   */
  default OptionalLong writeInto(
      TableName table, List<Column> columns, List<String> expressions, Optional<String> date)
      throws InterruptedException {
    return OptionalLong.empty();
  }

  /** The columns; empty when the dataset has no file that could tell. */
  List<Column> columns();

  /**
   * Refuses what the reader had to skip; called after the rows were read and before the commit.
   *
   * @throws StepFailure.UserError naming file and line
   */
  void requireAllRead() throws InterruptedException;

  /**
   * Says in words why the rows could not be read or written, with the place where that can be
   * found. The transaction is rolled back already.
   *
   * @param target columns of the table that the rows were for; empty when they were only read
   */
  StepFailure explain(SqlFailure failure, List<Column> target) throws InterruptedException;
}
