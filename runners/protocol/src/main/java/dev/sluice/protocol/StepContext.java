package dev.sluice.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the harness offers to a runner while it works. */
public final class StepContext {

  /** Test hook: the process ends at once, as by kill -9, when it reaches the phase named here. */
  static final String HALT_AT = "SLUICE_HALT_AT_PHASE";

  private static final Logger log = LoggerFactory.getLogger(StepContext.class);

  private final Path scratch;
  private final String haltAt;
  private final Map<String, Path> artifacts = new LinkedHashMap<>();
  private volatile boolean cancelled;

  /**
   * @param scratch empty folder for temporary files
   */
  public StepContext(Path scratch) {
    this(scratch, "");
  }

  StepContext(Path scratch, String haltAt) {
    this.scratch = scratch;
    this.haltAt = haltAt;
  }

  /** A folder for temporary files, empty at the start. */
  public Path scratch() {
    return scratch;
  }

  /**
   * Marks that the runner enters a phase, such as {@code fetch} or {@code commit}.
   *
   * @throws InterruptedException when the attempt was cancelled meanwhile
   */
  public void phase(String name) throws InterruptedException {
    checkCancelled();
    log.debug("phase {}", name);
    if (name.equals(haltAt)) {
      Runtime.getRuntime().halt(137);
    }
  }

  /** Ends the attempt when it was cancelled; long loops call it now and then. */
  public void checkCancelled() throws InterruptedException {
    if (cancelled || Thread.interrupted()) {
      cancelled = true;
      throw new InterruptedException("cancelled");
    }
  }

  /** Starts a progress display for a piece of work. */
  public Progress progress(String what, String unit, long total) {
    return new Progress(what, unit, total);
  }

  /** Keeps a document as {@code report.json} beside the log. */
  public void report(Object document) throws IOException {
    Path file = scratch.resolve("report.json");
    Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
    artifact("report.json", file);
  }

  /**
   * Keeps what the attempt reads and writes beside the log. It is a by-product: when it cannot be
   * written, the step goes on.
   */
  public void lineage(Lineage lineage) {
    Path file = scratch.resolve(Lineage.FILE);
    try {
      Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), lineage);
      artifact(Lineage.FILE, file);
    } catch (IOException e) {
      log.warn("The lineage could not be written: {}", e.toString());
    }
  }

  /** Keeps a file of the scratch folder beside the log; it is read when the attempt has ended. */
  public void artifact(String name, Path file) {
    if (Files.exists(file)) {
      artifacts.put(name, file);
    }
  }

  Map<String, Path> artifacts() {
    return artifacts;
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }
}
