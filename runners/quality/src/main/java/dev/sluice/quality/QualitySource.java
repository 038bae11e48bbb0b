package dev.sluice.quality;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An engine that can read the subject of checks: one on the lake, or a warehouse. */
public interface QualitySource extends AutoCloseable {

  /** The dialect of its SQL. */
  QualitySql sql();

  /**
   * Runs a query that returns few rows. JDBC: {@code TextTable.read(session, sql)}.
   *
   * @throws SqlFailure when the statement is at fault; everything else is a {@link StepFailure}
   */
  TextTable query(String sql) throws InterruptedException;

  /**
   * Makes a dataset or table readable.
   *
   * @param name unique within the step, for an engine that has to make a view or table for it
   * @param unknown columns of a dataset that has no file which could tell
   * @throws StepFailure.UserError {@code TableNotFound}, naming those that exist
   */
  Opened open(QualityStep.Subject subject, String name, List<Column> unknown)
      throws InterruptedException;

  /** How rows are written; absent where the engine does not read datasets. */
  default Optional<RowWriter> writer() {
    return Optional.empty();
  }

  /** Bytes that its queries have read, where that is what they cost. */
  default @Nullable Long bytesScanned() {
    return null;
  }

  @Override
  void close();

  /**
   * What can be read.
   *
   * @param title for messages: dataset or table
   * @param relation what stands in a FROM clause, quoted
   * @param columns named as the engine has them
   */
  record Opened(String title, String relation, List<Column> columns, Trouble trouble) {}

  /** Says what was wrong with the data itself when it was read. */
  interface Trouble {
    /** Refuses rows that the reader had to skip. */
    void requireAllRead() throws InterruptedException;

    /** A failure that is not the fault of a check. */
    StepFailure explain(SqlFailure failure) throws InterruptedException;

    /**
     * That of data of which no row is skipped: it is read whole, or its query fails.
     *
     * @param cannotBeRead says in words what cannot be read, and by whom
     */
    static Trouble unreadable(String cannotBeRead) {
      return new Trouble() {
        @Override
        public void requireAllRead() {
          // Nothing was skipped.
        }

        @Override
        public StepFailure explain(SqlFailure failure) {
          return failure.asUserError("TableNotReadable", cannotBeRead);
        }
      };
    }
  }
}
