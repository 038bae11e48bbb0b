package dev.sluice.dev.postgresql;

import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.BundledScript;
import dev.sluice.dev.process.ChildProcess;
import dev.sluice.dev.process.Folders;
import dev.sluice.dev.process.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL server with one superuser on a free loopback port. It has no TLS. */
public final class LocalPostgres implements AutoCloseable {
  private static final BundledScript VENV =
      new BundledScript("python", List.of("venv", "requirements-postgresql.txt"));
  private static final String SERVER = "/dev/sluice/dev/python/postgresql.py";
  private static final String READY = "database system is ready to accept connections";
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String USER = "sluice";

  private final Path folder;
  private final Path programs;
  private final Path log;
  private final int port = FreePorts.next();
  private final String password;
  private final ChildProcess server;
  private final AtEnd end;

  private LocalPostgres(Path folder) throws IOException {
    byte[] secret = new byte[20];
    new SecureRandom().nextBytes(secret);
    this.password = HexFormat.of().formatHex(secret);
    this.folder = folder;
    this.log = folder.resolve("server.log");
    this.programs = programs(Path.of(VENV.run(List.of("postgresql"))));
    Path file = folder.resolve("password");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, password);
    this.server =
        ChildProcess.start(
            "postgresql",
            List.of(
                "python3",
                "-c",
                script(),
                programs.toString(),
                folder.toString(),
                String.valueOf(port),
                USER),
            Map.of(),
            folder,
            log);
    this.end = AtEnd.run("stop-local-postgres", this::stop);
  }

  /**
   * Starts a server that keeps its data in a temporary folder, which is deleted when the server
   * closes. The folder is directly below the system's one for temporary files, as for root the
   * server runs as another user, who must be able to reach it.
   */
  public static LocalPostgres start() {
    try {
      LocalPostgres postgres = new LocalPostgres(Files.createTempDirectory("sluice-postgresql-"));
      try {
        postgres.server.awaitReady("PostgreSQL", READY_WITHIN, postgres::answers);
        return postgres;
      } catch (RuntimeException e) {
        postgres.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start PostgreSQL", e);
    }
  }

  /** Where the server keeps its data and its log. */
  public Path folder() {
    return folder;
  }

  private static String script() throws IOException {
    try (InputStream content = LocalPostgres.class.getResourceAsStream(SERVER)) {
      if (content == null) {
        throw new IOException("The jar lacks " + SERVER);
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Path programs(Path venv) throws IOException {
    try (Stream<Path> found =
        Files.find(venv, 6, (path, attributes) -> path.endsWith("pginstall"))) {
      return found
          .findFirst()
          .orElseThrow(() -> new IOException("No PostgreSQL programs in " + venv));
    }
  }

  private boolean answers() {
    try {
      return Files.readString(log).contains(READY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /** The superuser. */
  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** Makes a database. */
  public void createDatabase(String name) {
    psql("postgres", "CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
  }

  /**
   * Runs SQL with psql as the superuser and returns what it printed: rows as lines, values
   * separated by {@code |}.
   */
  public String psql(String database, String sql) {
    ProcessBuilder builder =
        new ProcessBuilder(
            programs.resolve("bin/psql").toString(),
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            "--command=" + sql);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST", host(),
                "PGPORT", String.valueOf(port),
                "PGUSER", USER,
                "PGPASSWORD", password,
                "PGDATABASE", database));
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("psql failed: " + printed.strip());
      }
      return printed.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while psql ran", e);
    }
  }

  private void stop() {
    // Its data goes anyway: no need to ask politely.
    server.close();
    Folders.delete(folder);
  }

  @Override
  public void close() {
    end.close();
  }
}
