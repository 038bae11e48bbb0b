package dev.sluice.warehouse.quality;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.warehouse.sql.Column;
import dev.sluice.warehouse.sql.SqlFailure;
import dev.sluice.warehouse.sql.SqlSession;
import java.util.List;

/** A session in which the subject of checks can be read: an engine on the lake, or a warehouse. */
public interface QualitySource extends AutoCloseable {

  QualitySql sql();

  SqlSession session();

  /**
   * Makes a dataset or table readable.
   *
   * @param name of the view that users' queries read it by
   * @param unknown columns of a dataset that has no file which could tell
   */
  Opened open(QualityStep.Subject subject, String name, List<Column> unknown)
      throws InterruptedException;

  @Override
  void close();

  /**
   * What can be read.
   *
   * @param title for messages: dataset or table
   * @param relation what stands in a FROM clause
   */
  record Opened(String title, String relation, List<Column> columns, Trouble trouble) {}

  /** Says what was wrong with the data itself when it was read. */
  interface Trouble {
    /** Refuses rows that the reader had to skip. */
    void requireAllRead() throws InterruptedException;

    /** A failure that is not the fault of a check. */
    StepFailure explain(SqlFailure failure) throws InterruptedException;
  }
}
