package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlSession;
import java.util.List;

/** A DuckDB in memory that reads files of the lake for warehouses that cannot. */
public final class LakeSession implements AutoCloseable {

  private static final Quoting QUOTING = new Quoting() {};

  private final SqlSession session;
  private final LakeFiles files;

  private LakeSession(SqlSession session, LakeFiles files) {
    this.session = session;
    this.files = files;
  }

  /**
   * @param files holds the files of the snapshots that will be read
   */
  public static LakeSession open(LakeFiles files, StepContext context) throws InterruptedException {
    SqlSession session = DuckDbSession.openStreaming(context);
    try {
      files.admit(session);
      DuckDbSession.confine(session, files.folders());
      return new LakeSession(session, files);
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  /**
   * The rows of a snapshot.
   *
   * @param target columns whose types, in DuckDB's names, text is read as
   */
  public FileRows rows(Snapshot snapshot, List<Column> target) throws InterruptedException {
    return FileRows.of(session, files, snapshot, target);
  }

  /** What is in the columns of one file alone. */
  public List<Column> columns(Snapshot snapshot, DataFile file) throws InterruptedException {
    return session.query(
        "DESCRIBE SELECT * FROM read_parquet("
            + QUOTING.literal(files.location(snapshot, file))
            + ", hive_partitioning = false)",
        row -> Column.optional(row.getString(1), row.getString(2)));
  }

  /** Results are streamed: a query may return any number of rows. */
  public SqlSession session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
