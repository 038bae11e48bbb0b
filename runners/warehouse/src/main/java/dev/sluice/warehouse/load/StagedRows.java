package dev.sluice.warehouse.load;

import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import java.util.List;

/** Rows of a dataset that statements can read. */
public interface StagedRows {

  /** What stands in a FROM clause for the rows. */
  String relation();

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
