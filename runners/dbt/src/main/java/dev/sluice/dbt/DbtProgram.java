package dev.sluice.dbt;

import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The dbt program, set up for one project; each command is a child process. */
final class DbtProgram {

  private static final long HEARTBEAT_SECONDS = 30;

  /**
   * dbt rolls the open transaction back when it is asked to stop; then there is no more to wait.
   */
  private static final long STOP_SECONDS = 10;

  private final String program;
  private final Path scratch;
  private final Path project;
  private final Map<String, String> environment;

  /**
   * @param environment of this process; dbt gets it without the request
   */
  DbtProgram(
      String program, Path project, Path profiles, Path scratch, Map<String, String> environment) {
    this.program = program;
    this.project = project;
    this.scratch = scratch;
    this.environment = new HashMap<>(environment);
    this.environment.remove(StepRequest.ENV);
    this.environment.putAll(
        Map.ofEntries(
            Map.entry("DBT_PROJECT_DIR", project.toString()),
            Map.entry("DBT_PROFILES_DIR", profiles.toString()),
            Map.entry("DBT_TARGET_PATH", target().toString()),
            Map.entry("DBT_LOG_PATH", scratch.resolve("dbt-logs").toString()),
            Map.entry("DBT_LOG_FORMAT", "json"),
            // A log of its own costs dbt a sixth of its time; run_results.json has the statements.
            Map.entry("DBT_LOG_LEVEL_FILE", "none"),
            Map.entry("DBT_USE_COLORS", "false"),
            Map.entry("DBT_WRITE_JSON", "true"),
            Map.entry("DBT_SEND_ANONYMOUS_USAGE_STATS", "false"),
            Map.entry("DO_NOT_TRACK", "1"),
            Map.entry("PYTHONUNBUFFERED", "1"),
            // For PostgreSQL: a date cut from a timestamp must not depend on the server's zone.
            Map.entry("PGTZ", "UTC"),
            // Else Snowflake's connector asks the metadata services of three clouds.
            Map.entry("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true"),
            // Pods have a read-only root and no home of their own.
            Map.entry("HOME", scratch.toString()),
            Map.entry("TMPDIR", scratch.toString())));
  }

  /** Folder of run results, manifest and documentation. */
  Path target() {
    return scratch.resolve("target");
  }

  /**
   * Runs one command to its end.
   *
   * @throws InterruptedException when the attempt was cancelled; dbt and its children are gone then
   */
  DbtInvocation run(List<String> arguments, StepContext context)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Files.createDirectories(target());
    Process process = start(arguments);
    DbtLog log = new DbtLog();
    // A thread of its own: reading from a process cannot be interrupted, waiting for it can.
    Thread reader = new Thread(() -> read(process, log), "dbt-log");
    reader.start();
    try {
      while (!process.waitFor(HEARTBEAT_SECONDS, TimeUnit.SECONDS)) {
        context.checkCancelled();
        log.heartbeat();
      }
      reader.join();
    } catch (InterruptedException e) {
      stop(process);
      throw e;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new DbtInvocation(
        process.exitValue(), log.version(), log.error(), log.lastLines(), seconds);
  }

  private Process start(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "DbtNotFound",
          "The program \""
              + program
              + "\" cannot be started: the image of the ModelRun (spec.pod.image) needs dbt-core and"
              + " the adapter of its warehouse, on the PATH or where "
              + DbtRunner.PROGRAM
              + " says.",
          e);
    }
  }

  private static void read(Process process, DbtLog log) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.line(line);
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void stop(Process process) {
    List<ProcessHandle> family;
    try (Stream<ProcessHandle> children = process.descendants()) {
      family = new ArrayList<>(children.toList());
    }
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroy);
    try {
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
