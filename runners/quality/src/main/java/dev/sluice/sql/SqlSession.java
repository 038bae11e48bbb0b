package dev.sluice.sql;

import dev.sluice.protocol.Progress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, whose statements run on a thread of their own: drivers do not react to an
 * interrupt, so the caller waits interruptibly and cancels the statement.
 */
public final class SqlSession implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqlSession.class);
  private static final long PROGRESS_MILLIS = 500;
  private static final long CANCEL_SECONDS = 10;

  private final Connection connection;
  private final SqlEngine engine;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread t = new Thread(task, "sluice-sql");
            t.setDaemon(true);
            return t;
          });

  public SqlSession(Connection connection, SqlEngine engine) {
    this.connection = connection;
    this.engine = engine;
  }

  /** Makes a value of one row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement for its effect. */
  public void execute(String sql) throws InterruptedException {
    run(null, 0, statement -> statement.execute(sql));
  }

  /** Runs a statement and returns the number of rows it changed. */
  public long update(String sql) throws InterruptedException {
    return run(null, 0, statement -> statement.executeLargeUpdate(sql));
  }

  /** Like {@link #update(String)}, and shows how far it is. */
  public long update(String sql, Progress progress, long totalRows) throws InterruptedException {
    return run(progress, totalRows, statement -> statement.executeLargeUpdate(sql));
  }

  /** Runs a query and reads all its rows; they must be few. */
  public <T> List<T> query(String sql, RowReader<T> reader) throws InterruptedException {
    return run(
        null,
        0,
        statement -> {
          List<T> rows = new ArrayList<>();
          try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
              rows.add(reader.read(result));
            }
          }
          return rows;
        });
  }

  /** Takes one row of many. */
  @FunctionalInterface
  public interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  /** Runs a query and hands its rows over one by one, on the session's own thread. */
  public void forEach(String sql, RowConsumer consumer) throws InterruptedException {
    run(
        null,
        0,
        statement -> {
          try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
              consumer.accept(result);
            }
          }
          return true;
        });
  }

  /** Does something with the connection that is no SQL. */
  @FunctionalInterface
  public interface ConnectionWork<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Runs what a driver offers beside SQL, such as a copy. */
  public <T> T call(ConnectionWork<T> work) throws InterruptedException {
    return run(null, 0, statement -> work.on(statement.getConnection()));
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Statement statement) throws SQLException;
  }

  private <T> T run(@Nullable Progress progress, long totalRows, Work<T> work)
      throws InterruptedException {
    // A statement that failed is closed by some drivers: each SQL text gets its own.
    Statement statement = statement();
    Future<T> future = thread.submit(() -> work.on(statement));
    try {
      return await(future, statement, progress, totalRows);
    } catch (InterruptedException e) {
      cancel(statement, future);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw engine.translate(failure);
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      closeQuietly(statement);
    }
  }

  private <T> T await(
      Future<T> future, Statement statement, @Nullable Progress progress, long totalRows)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return future.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (progress != null) {
          engine
              .fractionDone(statement)
              .ifPresent(done -> progress.at((long) (done * Math.max(totalRows, 0))));
        }
      }
    }
  }

  private void cancel(Statement statement, Future<?> future) {
    try {
      statement.cancel();
      future.get(CANCEL_SECONDS, TimeUnit.SECONDS);
    } catch (SQLException | ExecutionException | TimeoutException e) {
      // Its own failure is the cancellation; one that does not stop dies with the process.
      log.debug("cancelled: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Statement statement() {
    try {
      return connection.createStatement();
    } catch (SQLException e) {
      throw engine.translate(e);
    }
  }

  private static void closeQuietly(Statement statement) {
    try {
      statement.close();
    } catch (SQLException e) {
      log.debug("close: {}", e.toString());
    }
  }

  /** Closes the connection; what is not committed is rolled back. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      connection.close();
    } catch (SQLException e) {
      throw engine.translate(e);
    }
  }
}
