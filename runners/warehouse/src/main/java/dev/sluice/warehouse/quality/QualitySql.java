package dev.sluice.warehouse.quality;

import dev.sluice.warehouse.sql.Quoting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How metrics are written in one dialect of SQL. */
public interface QualitySql extends Quoting {

  /**
   * One statement that measures all metrics, in their order, as columns of its only row. Every
   * metric but {@link Condition.Missing} reads only the subject, which is scanned once.
   */
  String measure(String relation, List<Metric> metrics);

  /** A few bad rows, as text in one column. */
  String sampleMatching(
      String relation, Condition condition, @Nullable String where, List<String> shown, int limit);

  /** A few combinations that occur more than once, as text in one column. */
  String sampleRepeated(String relation, List<String> columns, @Nullable String where, int limit);

  /** How many rows a query of the user returns. */
  String countQuery(String query);

  /** A few rows of a query of the user, as text in one column. */
  String sampleQuery(String query, int limit);

  /** Whether a type is a date or a time. */
  boolean isTime(String type);

  /** Whether a type is a number. */
  boolean isNumber(String type);
}
