package dev.sluice.warehouse.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One number about the subject; all of them are measured in one pass. */
public sealed interface Metric {

  /** SQL condition of the user that narrows the rows; absent: all rows. */
  @Nullable String where();

  /** Number of rows. */
  record Rows(@Nullable String where) implements Metric {}

  /** Number of rows for which a condition holds. */
  record Matching(Condition condition, @Nullable String where) implements Metric {}

  /**
   * Number of rows that repeat the values of an earlier one: rows without a null in these columns,
   * minus distinct combinations.
   */
  record Repeated(List<String> columns, @Nullable String where) implements Metric {
    public Repeated {
      columns = List.copyOf(columns);
    }
  }

  /** Newest value of a date or time, as microseconds since 1970; null when there is none. */
  record Newest(String column, @Nullable String where) implements Metric {}
}
