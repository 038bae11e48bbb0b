package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks one dataset or warehouse table.
 *
 * @param on what is checked
 * @param checks what must hold
 */
public record QualityStep(Subject on, List<Check> checks) {

  public QualityStep {
    checks = List.copyOf(checks);
  }

  /** A dataset in the lake, or a table in a warehouse: exactly one is set. */
  public record Subject(@Nullable DatasetRef dataset, @Nullable Table table) {}

  /**
   * A table.
   *
   * @param warehouse name of a warehouse in the request
   * @param name {@code schema.table}
   */
  public record Table(String warehouse, String name) {}

  /** What a failed check means for the run. */
  public enum Severity {
    @JsonProperty("Error")
    ERROR,
    @JsonProperty("Warn")
    WARN
  }

  /**
   * One expectation: exactly one of the components after {@code where} is set.
   *
   * @param name unique within the step
   * @param where SQL condition that narrows the rows; absent: all rows
   * @param notNull no null in these columns
   * @param unique no two rows alike in these columns together; rows with a null in one of them are
   *     not compared
   * @param range values between min and max, both inclusive; nulls pass
   * @param acceptedValues only these values; nulls pass
   * @param pattern whole value matches this RE2 expression; nulls pass
   * @param rowCount number of rows
   * @param relationships every non-null value exists in the other column
   * @param freshness newest value is at most this old
   * @param sql a query on the view or table {@code subject} that must return no rows
   */
  public record Check(
      String name,
      Severity severity,
      @Nullable String where,
      @Nullable Columns notNull,
      @Nullable Columns unique,
      @Nullable Range range,
      @Nullable AcceptedValues acceptedValues,
      @Nullable Pattern pattern,
      @Nullable RowCount rowCount,
      @Nullable Relationships relationships,
      @Nullable Freshness freshness,
      @Nullable Sql sql) {}

  /** Columns of the subject. */
  public record Columns(List<String> columns) {
    public Columns {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Bounds, both inclusive, as decimal or ISO-8601 text in the column's own type; at least one is
   * set.
   */
  public record Range(String column, @Nullable String min, @Nullable String max) {}

  /** The values a column may have, as text. */
  public record AcceptedValues(String column, List<String> values) {
    public AcceptedValues {
      values = List.copyOf(values);
    }
  }

  /** An RE2 expression for the whole value. */
  public record Pattern(String column, String regex) {}

  /** Bounds on the number of rows, both inclusive; at least one is set. */
  public record RowCount(@Nullable Long min, @Nullable Long max) {}

  /** Referential integrity. */
  public record Relationships(String column, Subject to, String toColumn) {}

  /**
   * How old the newest value may be.
   *
   * @param column of type date or timestamp
   * @param maxAgeSeconds counted back from now
   */
  public record Freshness(String column, long maxAgeSeconds) {}

  /** A query that returns the bad rows. */
  public record Sql(String query) {}
}
