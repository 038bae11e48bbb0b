package dev.sluice.quality;

import dev.sluice.sql.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One number about the subject; all of them are measured in one pass. */
public sealed interface Metric {

  /** SQL condition of the user that narrows the rows; absent: all rows. */
  @Nullable String where();

  /** Number of rows. */
  record Rows(@Nullable String where) implements Metric {}

  /** Number of rows for which a condition holds that looks at nothing but the row. */
  record Matching(Condition condition, @Nullable String where) implements Metric {}

  /** Number of distinct combinations in rows without a null in these columns. */
  record Distinct(List<String> columns, @Nullable String where) implements Metric {
    public Distinct {
      columns = List.copyOf(columns);
    }
  }

  /** Newest value of a date or time, as microseconds since 1970; null when there is none. */
  record Newest(String column, @Nullable String where) implements Metric {}

  /** Mean of the values; null when there are none. */
  record Mean(String column, @Nullable String where) implements Metric {}

  /** Sum of the values; null when there are none. */
  record Sum(Column column, @Nullable String where) implements Metric {}

  /**
   * Value below which a share of the values lies; null when there are none.
   *
   * @param share decimal text between 0 and 1
   */
  record Quantile(String column, String share, @Nullable String where) implements Metric {}
}
