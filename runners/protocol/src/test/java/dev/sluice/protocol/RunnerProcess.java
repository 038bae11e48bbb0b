package dev.sluice.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A runner in a JVM of its own, as the operator's pods run it. */
public final class RunnerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final Process process;
  private final Path folder;

  private RunnerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts {@code java <arguments> <mainClass>} on the class path of the tests.
   *
   * @param folder empty; keeps scratch, output and result
   */
  public static RunnerProcess start(
      String mainClass, List<String> jvmArguments, Map<String, String> environment, Path folder)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = new HashMap<>();
    variables.put(StepResult.ENV, folder.resolve("result.json").toString());
    variables.put("SLUICE_SCRATCH", Files.createDirectory(folder.resolve("scratch")).toString());
    variables.putAll(environment);
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("output").toFile());
    return new RunnerProcess(builder.start(), folder);
  }

  /** Everything that was printed until now. */
  public String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the output contains a text. */
  public void awaitOutput(String text) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!output().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("The output never contained \"" + text + "\":\n" + output());
      }
      Thread.sleep(50);
    }
  }

  /** Asks the process to end, as a kubelet does. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for the end. */
  public Ended await() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("The runner does not end:\n" + output());
    }
    Path result = folder.resolve("result.json");
    byte[] bytes = Files.exists(result) ? Files.readAllBytes(result) : new byte[0];
    return new Ended(process.exitValue(), output(), bytes);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** A runner that has ended. */
  public record Ended(int exitCode, String output, byte[] resultBytes) {

    /** Its result; fails when it left none. */
    public StepResult result() throws IOException {
      if (resultBytes.length == 0) {
        throw new AssertionError("The runner left no result:\n" + output);
      }
      return Json.MAPPER.readValue(resultBytes, StepResult.class);
    }
  }
}
