package dev.sluice.dev.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A program in a session of its own that ends, with all that it started, when it is closed or when
 * this process ends, however that happens.
 */
public final class ChildProcess implements AutoCloseable {
  /**
   * The shell that stands between this process and the program. A guard reads a pipe whose other
   * end only this process holds: end of file means that this process is gone (even by kill -9) or
   * has let go of the program, and the guard kills the session. TERM is passed on to the program
   * alone, as to the first process of a container, and the program's exit code is the one reported.
   */
  private static final String GUARDED =
      """
      exec 3<&0 </dev/null
      "$@" 3<&- &
      program=$!
      (trap '' TERM INT HUP; read -r line <&3; kill -KILL 0) &
      exec 3<&- 2>/dev/null
      trap 'kill -TERM $program' TERM
      trap : INT HUP
      while :; do
        wait $program
        code=$?
        kill -0 $program 2>/dev/null || exit $code
      done
      """;

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private static final List<String> NEW_SESSION =
      onPath("setsid")
          ? List.of("setsid")
          : List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or die $!");

  private final String name;
  private final Process shell;
  private final Path log;

  private ChildProcess(String name, Process shell, Path log) {
    this.name = name;
    this.shell = shell;
    this.log = log;
  }

  /** Starts a program with this process's environment plus the given variables. */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path folder, Path log) {
    return start(name, command, environment, true, folder, log);
  }

  /** Starts a program that sees the given variables only. */
  public static ChildProcess startIsolated(
      String name, List<String> command, Map<String, String> environment, Path folder, Path log) {
    return start(name, command, environment, false, folder, log);
  }

  private static ChildProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      boolean inherit,
      Path folder,
      Path log) {
    List<String> guarded = new ArrayList<>(NEW_SESSION);
    guarded.addAll(List.of("/bin/sh", "-c", GUARDED, name));
    guarded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(guarded);
    if (!inherit) {
      builder.environment().clear();
    }
    builder.environment().putAll(environment);
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new ChildProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  public String name() {
    return name;
  }

  /** Also the id of the session and of the process group. */
  public long pid() {
    return shell.pid();
  }

  public boolean isAlive() {
    return shell.isAlive();
  }

  /**
   * Waits until the program answers.
   *
   * @param what the program, for messages
   * @throws IllegalStateException when it ends before, or does not answer in time, with the last
   *     lines of its log
   */
  public void awaitReady(String what, Duration within, BooleanSupplier answers) {
    Instant deadline = Instant.now().plus(within);
    while (!answers.getAsBoolean()) {
      if (!isAlive()) {
        throw new IllegalStateException(what + " ended while starting:\n" + tail(5));
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            what + " did not answer within " + within.toSeconds() + " s:\n" + tail(5));
      }
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for " + what, e);
      }
    }
  }

  /** Completes with the exit code; 128 + n when signal n ended the program. */
  public CompletableFuture<Integer> exit() {
    return shell.onExit().thenApply(Process::exitValue);
  }

  /** Asks the program to end; what it started is its own to stop. */
  public void terminate() {
    // Process.destroy() would close the guard's pipe as well, which kills.
    var unused = shell.toHandle().destroy();
  }

  private void killSession() {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + shell.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills the program and all that it started. */
  public void kill() {
    if (shell.isAlive()) {
      killSession();
    }
  }

  /** Asks the program to end, and kills it when it has not done so in time. */
  public void stop(long graceSeconds) {
    if (!shell.isAlive()) {
      return;
    }
    terminate();
    try {
      shell.onExit().get(graceSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      kill();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The newest lines of the program's output, for messages about its death. */
  public String tail(int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    kill();
    try {
      shell.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a program of this name is on the PATH. */
  public static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(java.io.File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
