package dev.sluice.warehouse.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DuckDbSessionTest {

  @TempDir private Path folder;

  private SqlSession open() throws InterruptedException {
    return DuckDbSession.open(new StepContext(folder));
  }

  private static WarehouseConnection.DuckDb file(Path path) {
    return new WarehouseConnection.DuckDb(path.toString());
  }

  @Test
  void resourcesAreBounded() {
    assertThat(DuckDbSession.settings(256, 2, Path.of("/scratch/duckdb")))
        .containsExactly(
            "SET errors_as_json = true",
            "SET memory_limit = '256MiB'",
            "SET threads = 2",
            "SET temp_directory = '/scratch/duckdb'",
            "SET preserve_insertion_order = false",
            "SET enable_progress_bar = true",
            "SET enable_progress_bar_print = false",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            "SET TimeZone = 'UTC'");
  }

  @Test
  void memoryIsTwoThirdsOfWhatTheHeapLeaves() {
    assertThat(DuckDbMemory.limitMib(1024L << 20, 256L << 20)).isEqualTo(512);
    assertThat(DuckDbMemory.limitMib(300L << 20, 256L << 20)).isEqualTo(128);
  }

  @Test
  void smallContainersGetFewerThreads() {
    assertThat(DuckDbMemory.threads(213, 1)).isEqualTo(1);
    assertThat(DuckDbMemory.threads(213, 64)).isEqualTo(2);
    assertThat(DuckDbMemory.threads(128, 64)).isEqualTo(1);
    assertThat(DuckDbMemory.threads(64, 64)).isEqualTo(1);
    assertThat(DuckDbMemory.threads(8192, 16)).isEqualTo(16);
  }

  @Test
  void failuresAreToldApartByTheirType() throws Exception {
    try (SqlSession session = open()) {
      session.execute("CREATE TABLE t (i INTEGER NOT NULL)");
      assertKind(session, "SELEC 1", SqlFailure.Kind.STATEMENT);
      assertKind(session, "SELECT nix FROM t", SqlFailure.Kind.STATEMENT);
      assertKind(session, "SELECT * FROM nix", SqlFailure.Kind.STATEMENT);
      assertKind(session, "SELECT CAST('x' AS INTEGER)", SqlFailure.Kind.CONVERSION);
      assertKind(session, "SELECT CAST(1e30 AS INTEGER)", SqlFailure.Kind.CONVERSION);
      assertKind(session, "INSERT INTO t VALUES (NULL)", SqlFailure.Kind.CONSTRAINT);
      assertKind(session, "SELECT regexp_full_match('a', '(')", SqlFailure.Kind.INPUT);
      assertKind(session, "SELECT * FROM read_csv('/nix')", SqlFailure.Kind.FILE);
    }
  }

  private static void assertKind(SqlSession session, String sql, SqlFailure.Kind kind) {
    assertThatThrownBy(() -> session.execute(sql))
        .isInstanceOfSatisfying(
            SqlFailure.class, e -> assertThat(e.kind()).as(e.text()).isEqualTo(kind));
  }

  @Test
  void fullDiskIsTransient() throws Exception {
    try (SqlSession session = open()) {
      assertThatThrownBy(
              () ->
                  session.execute(
                      "COPY (SELECT * FROM range(1000000)) TO '/dev/full' (FORMAT csv)"))
          .isInstanceOfSatisfying(
              StepFailure.Transient.class,
              e -> assertThat(e.result().reason()).isEqualTo("DiskFull"));
    }
  }

  @Test
  void tooLittleMemoryIsSaid() throws Exception {
    try (SqlSession session = open()) {
      session.execute("SET memory_limit = '10MB'");
      session.execute("SET temp_directory = ''");
      assertThatThrownBy(() -> session.execute("SELECT count(DISTINCT range) FROM range(10000000)"))
          .isInstanceOfSatisfying(
              StepFailure.UserError.class,
              e -> assertThat(e.result().reason()).isEqualTo("OutOfMemory"));
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void interruptCancelsTheStatement() throws Exception {
    try (SqlSession session = open()) {
      Thread main = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                try {
                  Thread.sleep(300);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                main.interrupt();
              });
      interrupter.start();
      assertThatThrownBy(
              () ->
                  session.execute(
                      "SELECT count(*) FROM range(1000000) a, range(10000000) b WHERE (a.range *"
                          + " b.range) % 7 = 3"))
          .isInstanceOf(InterruptedException.class);
      assertThat(session.query("SELECT 1", row -> row.getInt(1))).containsExactly(1);
    }
  }

  @Test
  void confinedSessionReadsItsFoldersOnly() throws Exception {
    Path allowed = Files.createDirectories(folder.resolve("allowed"));
    Files.writeString(allowed.resolve("a.txt"), "yes");
    Files.writeString(folder.resolve("secret.txt"), "no");
    try (SqlSession session = open()) {
      DuckDbSession.use(
          session, DuckDbSession.attach(session, file(folder.resolve("w.duckdb")), false));
      DuckDbSession.confine(session, List.of(allowed + "/"));
      assertThat(
              session.query(
                  "SELECT content FROM read_text('" + allowed.resolve("a.txt") + "')",
                  row -> row.getString(1)))
          .containsExactly("yes");
      assertKind(
          session,
          "SELECT * FROM read_text('" + folder.resolve("secret.txt") + "')",
          SqlFailure.Kind.PERMISSION);
      assertThatThrownBy(() -> session.execute("SET enable_external_access = true"))
          .isInstanceOf(SqlFailure.class);
      session.execute("CREATE TABLE t AS SELECT range AS i FROM range(100000)");
      session.execute("CHECKPOINT");
    }
  }

  @Test
  void missingFolderAndMissingFileAreNamed() throws Exception {
    try (SqlSession session = open()) {
      assertFails(session, folder.resolve("no/w.duckdb"), false, "WarehouseNotFound", "folder");
      assertFails(session, folder.resolve("w.duckdb"), true, "WarehouseNotFound", "does not exist");
      assertFails(session, folder, true, "NotADatabase", folder.toString());
    }
  }

  private static void assertFails(
      SqlSession session, Path path, boolean readOnly, String reason, String part) {
    assertThatThrownBy(() -> DuckDbSession.attach(session, file(path), readOnly))
        .isInstanceOfSatisfying(
            StepFailure.class,
            e -> {
              assertThat(e.result().reason()).isEqualTo(reason);
              assertThat(e.result().message()).contains(part);
            });
  }

  @Test
  void lockedFileNamesItsHolder() throws Exception {
    Path database = folder.resolve("held.duckdb");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseHolder.class.getName(),
                database.toString())
            .redirectErrorStream(true)
            .start();
    try (SqlSession session = open()) {
      assertThat(holder.getInputStream().read()).isEqualTo('h');
      for (boolean readOnly : new boolean[] {false, true}) {
        assertThatThrownBy(() -> DuckDbSession.attach(session, file(database), readOnly))
            .isInstanceOfSatisfying(
                StepFailure.Transient.class,
                e -> {
                  assertThat(e.result().outcome()).isEqualTo(Outcome.TRANSIENT);
                  assertThat(e.result().reason()).isEqualTo("WarehouseLocked");
                  assertThat(e.result().message())
                      .contains(database.toString())
                      .contains("(pid " + holder.pid() + ")");
                });
      }
    } finally {
      holder.destroyForcibly();
    }
  }
}
