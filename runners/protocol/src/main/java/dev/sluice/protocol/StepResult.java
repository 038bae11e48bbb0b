package dev.sluice.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt leaves behind, as JSON of at most {@value #MAX_BYTES} bytes in the file that the
 * environment variable {@value #ENV} names (the container's termination message).
 *
 * @param protocolVersion {@link StepRequest#PROTOCOL_VERSION}
 * @param outcome how it ended
 * @param reason CamelCase, one of the runner's documented reasons ({@code SourceNotFound})
 * @param message one or two sentences for a person: what, where, and what to do about it
 * @param results what was produced; absent when nothing was
 * @param failedChecks quality checks and dbt tests that did not hold, worst first
 * @param truncated whether something was left out to keep to the size; the full report has it
 */
public record StepResult(
    int protocolVersion,
    Outcome outcome,
    String reason,
    String message,
    @Nullable Results results,
    List<FailedCheck> failedChecks,
    boolean truncated) {

  /** Environment variable that names the file for the result. */
  public static final String ENV = "SLUICE_RESULT";

  /** What Kubernetes keeps of a termination message. */
  public static final int MAX_BYTES = 4096;

  public StepResult {
    failedChecks = failedChecks == null ? List.of() : List.copyOf(failedChecks);
  }

  /**
   * What was produced. Absent numbers do not apply to the step.
   *
   * @param rows rows written or checked
   * @param bytes bytes written
   * @param files files written
   * @param uri where the result is: {@code s3://bucket/prefix/path} or {@code schema.table}
   * @param digest of the content: equal digests mean equal data
   * @param unchanged whether the same content was there already and nothing was written
   * @param passed checks or dbt nodes that passed
   * @param warned checks or dbt nodes that warned
   * @param failed checks or dbt nodes that failed
   * @param skipped dbt nodes that were skipped
   */
  public record Results(
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Integer files,
      @Nullable String uri,
      @Nullable String digest,
      boolean unchanged,
      @Nullable Integer passed,
      @Nullable Integer warned,
      @Nullable Integer failed,
      @Nullable Integer skipped) {

    /** Results of a step that writes data. */
    public static Results written(
        long rows, long bytes, int files, String uri, String digest, boolean unchanged) {
      return new Results(rows, bytes, files, uri, digest, unchanged, null, null, null, null);
    }

    /** Results of a step that judges data. */
    public static Results judged(
        @Nullable Long rows,
        @Nullable String uri,
        int passed,
        int warned,
        int failed,
        int skipped) {
      return new Results(rows, null, null, uri, null, false, passed, warned, failed, skipped);
    }
  }

  /**
   * One check that did not hold.
   *
   * @param check its name
   * @param column the columns it is about, joined with commas; absent when it is about the whole
   * @param severity whether it fails the step
   * @param failures rows (or groups of rows) that break it
   * @param message what was expected and found
   * @param samples a few keys or values of bad rows
   */
  public record FailedCheck(
      String check,
      @Nullable String column,
      QualityStep.Severity severity,
      long failures,
      String message,
      List<String> samples) {
    public FailedCheck {
      samples = samples == null ? List.of() : List.copyOf(samples);
    }
  }

  /** A step that did what it should. */
  public static StepResult succeeded(String message, Results results) {
    return new StepResult(
        StepRequest.PROTOCOL_VERSION,
        Outcome.SUCCEEDED,
        "Succeeded",
        message,
        results,
        List.of(),
        false);
  }
}
