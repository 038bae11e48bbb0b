package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.Progress;
import dev.sluice.sql.SqlEngine;
import dev.sluice.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One COPY FROM STDIN: lines go to the server as they come, a buffer at a time. */
final class CopyStream {

  private static final int BUFFER = 1 << 18;
  private static final int PROGRESS_ROWS = 10_000;

  private final SqlSession session;
  private final SqlEngine engine;
  private final CopyIn copy;
  private final Progress progress;
  private final byte[] buffer = new byte[BUFFER];
  private int used;
  private long rows;

  private CopyStream(SqlSession session, SqlEngine engine, CopyIn copy, Progress progress) {
    this.session = session;
    this.engine = engine;
    this.copy = copy;
    this.progress = progress;
  }

  /** Copies the lines that a query of another session returns in its only column. */
  static long copy(
      SqlSession from,
      String query,
      SqlSession session,
      SqlEngine engine,
      String statement,
      Progress progress)
      throws InterruptedException {
    CopyIn copy = session.call(c -> c.unwrap(PGConnection.class).getCopyAPI().copyIn(statement));
    CopyStream stream = new CopyStream(session, engine, copy, progress);
    try {
      from.forEach(query, stream::line);
      return stream.end();
    } catch (RuntimeException | InterruptedException e) {
      stream.cancel(e);
      throw e;
    }
  }

  private void line(ResultSet row) throws SQLException {
    byte[] line = row.getBytes(1);
    if (used + line.length + 1 > BUFFER) {
      flush();
    }
    if (line.length + 1 > BUFFER) {
      write(line, line.length);
    } else {
      System.arraycopy(line, 0, buffer, used, line.length);
      used += line.length;
    }
    buffer[used++] = '\n';
    if (++rows % PROGRESS_ROWS == 0) {
      progress.at(rows);
    }
  }

  private void flush() {
    write(buffer, used);
    used = 0;
  }

  private void write(byte[] bytes, int length) {
    try {
      copy.writeToCopy(bytes, 0, length);
    } catch (SQLException e) {
      // Not the failure of the session that reads.
      throw engine.translate(e);
    }
  }

  /** Rows that the server took. */
  private long end() throws InterruptedException {
    flush();
    return session.call(connection -> copy.endCopy());
  }

  private void cancel(Exception cause) {
    boolean interrupted = Thread.interrupted();
    try {
      if (copy.isActive()) {
        session.call(
            connection -> {
              copy.cancelCopy();
              return true;
            });
      }
    } catch (RuntimeException | InterruptedException e) {
      // The transaction ends anyway; the first failure is the one to tell.
      cause.addSuppressed(e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
