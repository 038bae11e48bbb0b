package dev.sluice.warehouse.duckdb;

import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens DuckDB: an engine in memory with bounded resources, to which database files are attached.
 * Attaching rather than opening them lets one session read several, some of them read-only.
 */
final class DuckDbSession {

  private static final Logger log = LoggerFactory.getLogger(DuckDbSession.class);
  private static final Quoting QUOTING = new Quoting() {};
  private static final Pattern HOLDER = Pattern.compile("\\(PID (\\d+)\\)");
  private static final byte[] MAGIC = "DUCK".getBytes(StandardCharsets.US_ASCII);
  private static final int MAGIC_OFFSET = 8;

  private DuckDbSession() {}

  /**
   * Loads the engine on a thread of its own, for a caller that waits for something else meanwhile.
   * What fails here fails again where the engine is opened, and is told there.
   */
  static void preload() {
    Thread thread =
        new Thread(
            () -> {
              try {
                new DuckDBDriver().connect("jdbc:duckdb:", new Properties()).close();
                log.debug("DuckDB may take {} MiB", DuckDbMemory.limitMib());
              } catch (SQLException | LinkageError e) {
                log.debug("DuckDB is not loaded", e);
              }
            },
            "sluice-preload");
    thread.setDaemon(true);
    thread.start();
  }

  /** An engine without any database but its own, which is in memory. */
  static SqlSession open(StepContext context) throws InterruptedException {
    return open(context, new Properties());
  }

  /** The same, whose results are not kept in memory before they are read. */
  static SqlSession openStreaming(StepContext context) throws InterruptedException {
    Properties properties = new Properties();
    properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    return open(context, properties);
  }

  private static SqlSession open(StepContext context, Properties properties)
      throws InterruptedException {
    DuckDbEngine engine = new DuckDbEngine();
    SqlSession session;
    try {
      // Not through DriverManager, which would search the class path for drivers.
      Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", properties);
      session = new SqlSession(connection, engine);
    } catch (SQLException e) {
      throw engine.translate(e);
    }
    long memoryMib = DuckDbMemory.limitMib();
    for (String statement :
        settings(
            memoryMib,
            DuckDbMemory.threads(memoryMib, Runtime.getRuntime().availableProcessors()),
            context.scratch().resolve("duckdb"))) {
      session.execute(statement);
    }
    return session;
  }

  static List<String> settings(long memoryMib, int threads, Path temporary) {
    return List.of(
        "SET errors_as_json = true",
        "SET memory_limit = '" + memoryMib + "MiB'",
        "SET threads = " + threads,
        "SET temp_directory = " + QUOTING.literal(temporary.toString()),
        "SET preserve_insertion_order = false",
        "SET enable_progress_bar = true",
        "SET enable_progress_bar_print = false",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET TimeZone = 'UTC'");
  }

  /**
   * Attaches a database file under its own name, so that views that name their database keep
   * working.
   *
   * @return that name
   */
  static String attach(SqlSession session, WarehouseConnection.DuckDb connection, boolean readOnly)
      throws InterruptedException {
    Path file = Path.of(connection.file());
    requireUsable(file, readOnly);
    try {
      session.execute(
          "ATTACH " + QUOTING.literal(file.toString()) + (readOnly ? " (READ_ONLY)" : ""));
    } catch (SqlFailure e) {
      throw explain(e, file);
    }
    return databaseName(session, file);
  }

  /** Makes a database the one that names without a database mean. */
  static void use(SqlSession session, String database) throws InterruptedException {
    session.execute("USE " + QUOTING.identifier(database));
  }

  private static String databaseName(SqlSession session, Path file) throws InterruptedException {
    return session
        .query(
            "SELECT database_name FROM duckdb_databases() WHERE path = "
                + QUOTING.literal(file.toString()),
            row -> row.getString(1))
        .get(0);
  }

  /**
   * From here on statements read and write nothing but the attached databases and these folders:
   * SQL of users cannot read files of the pod, such as mounted secrets.
   */
  static void confine(SqlSession session, List<String> folders) throws InterruptedException {
    session.execute(
        "SET allowed_directories = ["
            + String.join(", ", folders.stream().map(QUOTING::literal).toList())
            + "]");
    session.execute("SET enable_external_access = false");
  }

  private static void requireUsable(Path file, boolean readOnly) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StepFailure.UserError(
          "WarehouseNotFound",
          "The folder of the warehouse file "
              + file
              + " does not exist: check spec.duckDb.file, and that its volume is mounted there.");
    }
    if (!Files.exists(file)) {
      if (readOnly) {
        throw new StepFailure.UserError(
            "WarehouseNotFound",
            "The warehouse file "
                + file
                + " does not exist yet: a load makes it. Check the path, or load something first.");
      }
      if (!Files.isWritable(folder)) {
        throw new StepFailure.UserError(
            "WarehouseNotWritable",
            "The folder of the warehouse file "
                + file
                + " is not writable for user "
                + System.getProperty("user.name")
                + ": give the volume an fsGroup or other permissions.");
      }
      return;
    }
    if (!Files.isRegularFile(file) || !hasMagic(file)) {
      throw new StepFailure.UserError(
          "NotADatabase",
          file + " is not a DuckDB database file: check the path of the warehouse.");
    }
    if (!readOnly && !Files.isWritable(file)) {
      throw new StepFailure.UserError(
          "WarehouseNotWritable",
          "The warehouse file "
              + file
              + " is not writable for user "
              + System.getProperty("user.name")
              + ": change its permissions.");
    }
  }

  /** An empty file becomes a database; any other must start as one. */
  private static boolean hasMagic(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(MAGIC_OFFSET + MAGIC.length);
      return head.length == 0
          || (head.length == MAGIC_OFFSET + MAGIC.length
              && new String(head, MAGIC_OFFSET, MAGIC.length, StandardCharsets.US_ASCII)
                  .equals(new String(MAGIC, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WarehouseNotReadable",
          "The warehouse file " + file + " cannot be read (" + e.getMessage() + ").",
          e);
    }
  }

  private static StepFailure explain(SqlFailure e, Path file) {
    if (e.kind() == SqlFailure.Kind.LOCKED) {
      Matcher holder = HOLDER.matcher(e.text());
      return new StepFailure.Transient(
          "WarehouseLocked",
          "The warehouse file "
              + file
              + " is held by another process"
              + (holder.find() ? " (pid " + holder.group(1) + ")" : "")
              + ": DuckDB has one writer at a time. The step is tried again.",
          e);
    }
    return e.asUserError(
        "WarehouseNotReadable", "The warehouse file " + file + " cannot be opened");
  }
}
