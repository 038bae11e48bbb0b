package dev.sluice.spark;

import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;
import py4j.ClientServer;

/**
 * A function of a Python file, run by a Python process that drives this JVM's session as PySpark
 * does. The process lives until the rows are written, because Python functions within them need it.
 */
final class PythonProgram implements Program {

  /** Names the Python interpreter, which must find PySpark. */
  static final String INTERPRETER = "SLUICE_PYTHON";

  static final String FIELD = "spec.python";

  private static final String DRIVER = "driver.py";
  private static final int NO_PYSPARK = 3;
  private static final int SECRET_BYTES = 32;

  private final TransformStep step;
  private final TransformStep.Python python;
  private final Path file;
  private final StepContext context;
  private @Nullable ClientServer server;
  private @Nullable Process process;
  private @Nullable Map<String, Dataset<Row>> rows;

  PythonProgram(TransformStep step, TransformStep.Python python, Path file, StepContext context) {
    this.step = step;
    this.python = python;
    this.file = file;
    this.context = context;
  }

  @Override
  public String field(TransformStep.Output output) {
    return FIELD;
  }

  @Override
  public String text(TransformStep.Output output) {
    try {
      return Files.readString(file) + "\n" + python.function() + "\n" + python.arguments();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void check(SparkSession session, TransformStep.Output output) {
    // Only Python itself knows what is wrong with Python.
  }

  @Override
  public Dataset<Row> rows(SparkSession session, TransformStep.Output output) throws Exception {
    if (rows == null) {
      rows = run(session);
    }
    Dataset<Row> own = rows.get(output.key());
    if (own == null) {
      throw new StepFailure.Crash("Python returned no rows for " + output.key() + ".");
    }
    return own;
  }

  private Map<String, Dataset<Row>> run(SparkSession session)
      throws IOException, InterruptedException {
    PythonCall call = new PythonCall(session, step, python);
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    ClientServer gateway =
        new ClientServer.ClientServerBuilder(call)
            .javaPort(0)
            .javaAddress(InetAddress.getLoopbackAddress())
            .authToken(secret)
            .build();
    server = gateway;
    gateway.startServer(true);
    Process started = start(gateway.getJavaServer().getListeningPort(), secret);
    process = started;
    Thread watch = new Thread(() -> watch(started, call), "sluice-python");
    watch.setDaemon(true);
    watch.start();
    try {
      return call.result().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StepFailure failure) {
        throw failure;
      }
      if (e.getCause() instanceof PythonCall.Ended ended) {
        throw endedEarly(ended.exitCode());
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Process start(int port, String secret) throws IOException {
    Path driver = context.scratch().resolve(DRIVER);
    try (InputStream script = PythonProgram.class.getResourceAsStream(DRIVER)) {
      if (script == null) {
        throw new IllegalStateException(DRIVER + " is not on the class path");
      }
      Files.copy(script, driver, StandardCopyOption.REPLACE_EXISTING);
    }
    String interpreter = System.getenv().getOrDefault(INTERPRETER, "python3");
    String shown = python.content() == null ? file.getFileName().toString() : FIELD;
    ProcessBuilder builder =
        new ProcessBuilder(interpreter, driver.toString(), file.toString(), shown)
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(name -> name.equals("SLUICE_STEP") || name.equals("SLUICE_RESULT"));
    environment.put("PYSPARK_GATEWAY_PORT", Integer.toString(port));
    environment.put("PYSPARK_GATEWAY_SECRET", secret);
    environment.put("PYSPARK_PIN_THREAD", "true");
    environment.put("PYSPARK_PYTHON", interpreter);
    environment.put("PYSPARK_DRIVER_PYTHON", interpreter);
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONIOENCODING", "utf-8");
    try {
      return builder.start();
    } catch (IOException e) {
      throw notAvailable("there is no " + interpreter + " in the image", e);
    }
  }

  private static StepFailure.UserError endedEarly(int exitCode) {
    if (exitCode == NO_PYSPARK) {
      return notAvailable(
          "Python finds no PySpark of the runner's version; the log says more", null);
    }
    return new StepFailure.UserError(
        "PythonFailed",
        FIELD
            + ": the Python process ended by itself with exit code "
            + exitCode
            + (exitCode == 137 ? ", as one does that needs more memory than the pod has" : "")
            + ". The log shows what it printed.");
  }

  private static StepFailure.UserError notAvailable(String what, @Nullable Throwable cause) {
    return new StepFailure.UserError(
        "PythonNotAvailable",
        FIELD
            + ": "
            + what
            + ". Use an image with Python and PySpark, or set "
            + INTERPRETER
            + " in it (docs/transforms.md).",
        cause);
  }

  /** Prints what Python prints, as part of the log of the step, and then says that it ended. */
  private static void watch(Process process, PythonCall call) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(System.out::println);
      call.ended(process.waitFor());
    } catch (IOException | UncheckedIOException e) {
      call.ended(process.isAlive() ? -1 : process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (server != null) {
      server.shutdown();
    }
  }
}
