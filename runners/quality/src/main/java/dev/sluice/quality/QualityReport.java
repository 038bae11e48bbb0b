package dev.sluice.quality;

import dev.sluice.protocol.QualityStep.Severity;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All checks with their figures, as {@code report.json} keeps them.
 *
 * @param subject dataset or table
 * @param rows of the subject
 * @param bytesScanned what the queries have read, where that is what they cost; absent elsewhere
 * @param split the datasets that the rows went to; absent when none was moved
 */
public record QualityReport(
    String subject,
    long rows,
    int passed,
    int warned,
    int failed,
    List<Entry> checks,
    @Nullable Long bytesScanned,
    RowSplit.@Nullable Parts split) {

  public QualityReport {
    checks = List.copyOf(checks);
  }

  /** What came of a check. */
  public enum Status {
    PASSED,
    WARNED,
    /** Rows break it and went to the quarantine. */
    QUARANTINED,
    FAILED
  }

  /**
   * One check.
   *
   * @param kind as the user writes it: {@code notNull}
   * @param where condition that narrowed the rows; absent: all rows
   * @param failures rows that break it
   * @param message what was expected and found
   * @param figure the number that it bounds; absent when it bounds none
   * @param samples a few bad rows or values
   */
  public record Entry(
      String check,
      String kind,
      List<String> columns,
      Severity severity,
      @Nullable String where,
      Status status,
      long failures,
      String message,
      @Nullable BigDecimal figure,
      List<String> samples) {
    public Entry {
      columns = List.copyOf(columns);
      samples = List.copyOf(samples);
    }
  }
}
