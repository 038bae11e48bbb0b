package dev.sluice.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code main} that every runner shares: reads the request, runs the step, stores log and
 * report, writes the result and exits with the code of its outcome.
 *
 * <p>Environment: {@value StepRequest#ENV} (the request), {@value StepResult#ENV} (file for the
 * result), {@code SLUICE_SCRATCH} (folder for temporary files), {@code SLUICE_LOG_FORMAT} ({@code
 * plain} or {@code json}).
 */
public final class RunnerMain {

  /** Shorter than the 30 s that Kubernetes grants by default, so that the result still gets out. */
  private static final long CANCEL_GRACE_SECONDS = 25;

  private final Map<String, String> environment;
  private final ReportSink sink;

  private RunnerMain(Map<String, String> environment, ReportSink sink) {
    this.environment = environment;
    this.sink = sink;
  }

  /** Runs the step of this process' environment and ends the process. */
  public static void main(Runner runner, ReportSink sink) {
    Map<String, String> environment = System.getenv();
    Thread main = Thread.currentThread();
    RunnerMain harness = new RunnerMain(environment, sink);
    Path scratch;
    try {
      scratch = harness.scratch();
    } catch (StepFailure e) {
      Logger log = LoggerFactory.getLogger(RunnerMain.class);
      log.error("{}: {}", e.result().reason(), e.result().message());
      harness.writeResult(e.result(), log);
      Runtime.getRuntime().halt(e.result().outcome().exitCode());
      return;
    }
    StepContext context =
        new StepContext(scratch, environment.getOrDefault(StepContext.HALT_AT, ""));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> cancel(main, context), "sluice-cancel"));
    Outcome outcome = harness.execute(runner, scratch, context);
    if (!context.isCancelled()) {
      // halt, not exit: nothing is left to do, and libraries' hooks and threads would only delay it
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(outcome.exitCode());
    }
  }

  private static void cancel(Thread main, StepContext context) {
    context.cancel();
    main.interrupt();
    try {
      main.join(TimeUnit.SECONDS.toMillis(CANCEL_GRACE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(Outcome.CANCELLED.exitCode());
  }

  private Path scratch() {
    String configured = environment.get("SLUICE_SCRATCH");
    try {
      Path parent = Path.of(configured == null ? System.getProperty("java.io.tmpdir") : configured);
      Files.createDirectories(parent);
      return Files.createTempDirectory(parent, "step-");
    } catch (IOException e) {
      throw new StepFailure.Crash("The scratch folder " + configured + " is not writable.", e);
    }
  }

  private Outcome execute(Runner runner, Path scratch, StepContext context) {
    Path logFile = scratch.resolve("log.txt");
    teeOutput(logFile);
    Logger log = LoggerFactory.getLogger(RunnerMain.class);
    sink.preload();
    StepRequest request = null;
    StepResult result;
    try {
      request = request();
      RunContext run = request.run();
      log.info(
          "{} of run {}/{}, date {}, attempt {}",
          run.task(),
          run.namespace(),
          run.name(),
          run.date(),
          run.attempt());
      result = runner.run(request, context);
      log.info("{}", result.message());
    } catch (StepFailure e) {
      // Of an attempt that was told to stop, every failure is a consequence of that.
      result = context.isCancelled() ? unforeseen(e, context, log) : foreseen(e, log);
    } catch (Throwable e) {
      result = unforeseen(e, context, log);
    }
    // First the result: a store that hangs must not cost it.
    writeResult(result, log);
    store(request, result, context, logFile, log);
    return result.outcome();
  }

  private static StepResult foreseen(StepFailure e, Logger log) {
    StepResult result = e.result();
    log.error("{}: {}", result.reason(), result.message());
    if (e.getCause() != null) {
      log.debug("caused by", e.getCause());
    }
    return result;
  }

  private static StepResult unforeseen(Throwable e, StepContext context, Logger log) {
    if (context.isCancelled() || e instanceof InterruptedException) {
      log.warn("Cancelled; what was not published yet is discarded.");
      return failure(Outcome.CANCELLED, "Cancelled", "The attempt was cancelled.");
    }
    StepResult known = KnownFailure.resultOf(e);
    if (known != null) {
      log.error("{}: {}", known.reason(), known.message());
      return known;
    }
    log.error("The runner crashed.", e);
    return failure(
        Outcome.CRASHED,
        "RunnerCrashed",
        "The runner crashed: " + e + ". Its log has the details.");
  }

  static StepResult failure(Outcome outcome, String reason, String message) {
    return new StepResult(
        StepRequest.PROTOCOL_VERSION, outcome, reason, message, null, java.util.List.of(), false);
  }

  private StepRequest request() {
    String json = environment.get(StepRequest.ENV);
    if (json == null) {
      throw new StepFailure.UserError(
          "NoRequest",
          "The environment variable "
              + StepRequest.ENV
              + " is missing: a runner is started by the operator, see docs/runner-contract.md.");
    }
    StepRequest request;
    try {
      int version = Json.MAPPER.readTree(json).path("protocolVersion").asInt();
      if (version != StepRequest.PROTOCOL_VERSION) {
        throw new StepFailure.UserError(
            "ProtocolMismatch",
            "The operator speaks version "
                + version
                + " of the runner contract, this runner "
                + StepRequest.PROTOCOL_VERSION
                + ": use the runner images of the operator's own release.");
      }
      request = Json.MAPPER.readValue(json, StepRequest.class);
    } catch (JsonProcessingException e) {
      throw new StepFailure.UserError(
          "BadRequest", StepRequest.ENV + " is not a valid request: " + e.getOriginalMessage(), e);
    }
    return request;
  }

  private void store(
      @Nullable StepRequest request,
      StepResult result,
      StepContext context,
      Path logFile,
      Logger log) {
    if (request == null || request.report() == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      Path resultFile = context.scratch().resolve("result.json");
      Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(resultFile.toFile(), result);
      Map<String, Path> files = new LinkedHashMap<>(context.artifacts());
      files.put("result.json", resultFile);
      System.out.flush();
      files.put("log.txt", logFile);
      sink.store(request, files);
    } catch (Exception e) {
      // The data is already published or rolled back: a report that cannot be kept changes nothing.
      log.warn("The report could not be stored: {}", e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void writeResult(StepResult result, Logger log) {
    String file = environment.get(StepResult.ENV);
    if (file == null) {
      return;
    }
    try {
      ResultFile.write(Path.of(file), result);
    } catch (IOException e) {
      log.error("The result could not be written to {}: {}", file, e.toString());
    }
  }

  /** Everything that the process prints also goes to a file, for the report. */
  private static void teeOutput(Path file) {
    try {
      OutputStream copy = Files.newOutputStream(file);
      System.setOut(tee(System.out, copy));
      System.setErr(tee(System.err, copy));
    } catch (IOException e) {
      throw new StepFailure.Crash("The scratch folder is not writable: " + e, e);
    }
  }

  private static PrintStream tee(PrintStream first, OutputStream second) {
    OutputStream both =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            first.write(b);
            second.write(b);
          }

          @Override
          public void write(byte[] b, int off, int len) throws IOException {
            first.write(b, off, len);
            second.write(b, off, len);
          }

          @Override
          public void flush() throws IOException {
            first.flush();
            second.flush();
          }
        };
    return new PrintStream(both, true, StandardCharsets.UTF_8);
  }
}
