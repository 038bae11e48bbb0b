package dev.sluice.quality;

import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.quality.QualityReport.Entry;
import dev.sluice.quality.QualityReport.Status;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came of all checks together, as report, result and words. */
final class Judgement {

  private static final double MIB = 1024.0 * 1024.0;

  private final String subject;
  private final long rows;
  private final List<Entry> entries;
  private final @Nullable Long bytesScanned;
  private final StepContext context;

  /**
   * @param rows of the subject
   * @param bytesScanned what the queries have read, where that is what they cost
   */
  Judgement(
      String subject,
      long rows,
      List<Entry> entries,
      @Nullable Long bytesScanned,
      StepContext context) {
    this.subject = subject;
    this.rows = rows;
    this.entries = List.copyOf(entries);
    this.bytesScanned = bytesScanned;
    this.context = context;
  }

  /**
   * The result of a step whose data is good enough; the report is kept in either case.
   *
   * @param uri what was checked
   * @param parts where the rows went; absent when none was moved
   * @throws StepFailure.QualityFailed when a check has failed
   */
  StepResult result(@Nullable String uri, RowSplit.@Nullable Parts parts) throws IOException {
    int failed = count(Status.FAILED);
    report(failed, parts);
    if (failed > 0) {
      throw new StepFailure.QualityFailed(
          "ChecksFailed",
          failed + " of " + entries.size() + " checks failed: " + list(Status.FAILED),
          results(uri, failed),
          bad());
    }
    int warned = count(Status.WARNED);
    String message =
        String.format(
            Locale.ROOT,
            "%d of %d checks passed on %,d rows",
            count(Status.PASSED),
            entries.size(),
            rows);
    if (bytesScanned != null) {
      message += String.format(Locale.ROOT, ", %.1f MiB scanned", bytesScanned / MIB);
    }
    if (parts != null) {
      message += moved(parts);
    }
    return new StepResult(
        StepRequest.PROTOCOL_VERSION,
        Outcome.SUCCEEDED,
        "Succeeded",
        warned == 0 ? message + "." : message + "; warnings: " + list(Status.WARNED),
        parts == null ? results(uri, 0) : written(parts.passed()),
        bad(),
        false);
  }

  /** The failure of a step of which too many rows would go to the quarantine. */
  StepFailure.QualityFailed tooMany(long quarantined, BigDecimal percent, String allowed)
      throws IOException {
    int failed = count(Status.QUARANTINED);
    report(failed, null);
    return new StepFailure.QualityFailed(
        "TooManyQuarantined",
        String.format(
            Locale.ROOT,
            "%,d of %,d rows (%s %%) would go to the quarantine, allowed are %s %%: %s",
            quarantined,
            rows,
            Words.number(percent),
            allowed,
            list(Status.QUARANTINED)),
        results(null, failed),
        bad());
  }

  private String moved(RowSplit.Parts parts) {
    long moved = parts.quarantine().rows();
    return moved == 0
        ? ", none went to the quarantine"
        : String.format(
            Locale.ROOT,
            "; %,d rows went to the quarantine %s: %s",
            moved,
            parts.quarantine().uri(),
            list(Status.QUARANTINED));
  }

  private void report(int failed, RowSplit.@Nullable Parts parts) throws IOException {
    context.report(
        new QualityReport(
            subject,
            rows,
            count(Status.PASSED),
            count(Status.WARNED),
            failed,
            entries,
            bytesScanned,
            parts));
  }

  private StepResult.Results results(@Nullable String uri, int failed) {
    return StepResult.Results.judged(
        rows, uri, count(Status.PASSED), count(Status.WARNED), failed, 0);
  }

  /** Of a step that writes data, in which what was moved counts as a warning. */
  private StepResult.Results written(RowSplit.Part part) {
    return new StepResult.Results(
        part.rows(),
        part.bytes(),
        1,
        part.uri(),
        part.digest(),
        false,
        count(Status.PASSED),
        count(Status.WARNED) + count(Status.QUARANTINED),
        0,
        0);
  }

  private List<StepResult.FailedCheck> bad() {
    return entries.stream()
        .filter(e -> e.status() != Status.PASSED)
        .sorted(
            Comparator.comparing(Entry::severity)
                .thenComparing(Comparator.comparingLong(Entry::failures).reversed()))
        .map(Judgement::failedCheck)
        .toList();
  }

  private int count(Status status) {
    return (int) entries.stream().filter(e -> e.status() == status).count();
  }

  private String list(Status status) {
    return entries.stream()
        .filter(e -> e.status() == status)
        .map(
            e ->
                e.check()
                    + (e.columns().isEmpty() ? "" : " on " + String.join(", ", e.columns()))
                    + ": "
                    + e.message())
        .collect(Collectors.joining("; "));
  }

  private static StepResult.FailedCheck failedCheck(Entry entry) {
    return new StepResult.FailedCheck(
        entry.check(),
        entry.columns().isEmpty() ? null : String.join(",", entry.columns()),
        entry.severity(),
        entry.failures(),
        entry.message(),
        entry.samples());
  }
}
