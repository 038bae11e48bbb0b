package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks one dataset or warehouse table.
 *
 * @param on what is checked
 * @param checks what must hold
 * @param history where figures of earlier runs are kept; absent when no check compares with them
 * @param split where the rows go that pass and those that do not; absent when none is moved
 * @param athena what computes the checks of datasets; absent: DuckDB, in the runner
 */
public record QualityStep(
    Subject on,
    List<Check> checks,
    @Nullable History history,
    @Nullable Split split,
    @Nullable Athena athena) {

  public QualityStep {
    checks = List.copyOf(checks);
  }

  /** What is checked, and after it what it is compared with, each once. */
  public List<Subject> subjects() {
    return Stream.concat(
            Stream.of(on),
            checks.stream()
                .flatMap(check -> Stream.ofNullable(check.relationships()))
                .map(Relationships::to))
        .distinct()
        .toList();
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

  /**
   * The object that keeps figures of earlier runs.
   *
   * @param store name of a store in the request
   * @param path of the object below the store's prefix
   */
  public record History(String store, String path) {}

  /**
   * Two datasets that the rows of the subject go to. Which of them is decided by the checks of
   * single rows that are errors; these then fail no step.
   *
   * @param passed rows that break none of them
   * @param quarantine rows that break one, with the names of the checks
   * @param maxPercent share of the rows in percent, as decimal text, above which the step fails and
   *     nothing is written; absent: no bound
   */
  public record Split(
      DatasetTarget passed, DatasetTarget quarantine, @Nullable String maxPercent) {}

  /**
   * Amazon Athena, in the region and by the identity of the store that its results go to.
   *
   * @param database of Glue, in which tables are made for as long as the checks take
   * @param workGroup that the queries run in
   * @param store name of a store in the request
   * @param path of a folder for results and for the tables' lists of files, below the store's
   *     prefix
   * @param endpoint URL of a service that speaks for both Athena and Glue; absent for AWS
   */
  public record Athena(
      String database, String workGroup, String store, String path, @Nullable String endpoint) {}

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
   * @param length number of characters between min and max, both inclusive; nulls pass
   * @param acceptedValues only these values; nulls pass
   * @param pattern whole value matches this regular expression; nulls pass
   * @param relationships every non-null value exists in the other column
   * @param figure one number about all rows together
   * @param freshness newest value is at most this old
   * @param increasing values do not fall from row to row
   * @param sql a query on the view or table {@code subject} that must return no rows
   */
  public record Check(
      String name,
      Severity severity,
      @Nullable String where,
      @Nullable Columns notNull,
      @Nullable Columns unique,
      @Nullable Range range,
      @Nullable Length length,
      @Nullable AcceptedValues acceptedValues,
      @Nullable Pattern pattern,
      @Nullable Relationships relationships,
      @Nullable Figure figure,
      @Nullable Freshness freshness,
      @Nullable Increasing increasing,
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

  /** Bounds on the number of characters, both inclusive; at least one is set. */
  public record Length(String column, @Nullable Integer min, @Nullable Integer max) {}

  /** The values a column may have, as text. */
  public record AcceptedValues(String column, List<String> values) {
    public AcceptedValues {
      values = List.copyOf(values);
    }
  }

  /** A regular expression for the whole value. */
  public record Pattern(String column, String regex) {}

  /** Referential integrity. */
  public record Relationships(String column, Subject to, String toColumn) {}

  /** What a figure counts or computes. */
  public enum FigureKind {
    /** Number of rows. */
    @JsonProperty("RowCount")
    ROW_COUNT,
    /** Share of rows without a null in the columns, from 0 to 1. */
    @JsonProperty("Completeness")
    COMPLETENESS,
    /** Number of distinct combinations, divided by the number of rows without a null in them. */
    @JsonProperty("Uniqueness")
    UNIQUENESS,
    /** Number of distinct combinations without a null. */
    @JsonProperty("Distinct")
    DISTINCT,
    /** Value below which a share of the values lies. */
    @JsonProperty("Quantile")
    QUANTILE,
    @JsonProperty("Mean")
    MEAN,
    @JsonProperty("Sum")
    SUM
  }

  /**
   * One number about all rows together, and its bounds, of which at least one is set.
   *
   * @param columns what it is about: none of a row count, one of a quantile, mean or sum
   * @param quantile which one, as decimal text between 0 and 1; of a quantile only
   * @param min inclusive, as decimal text
   * @param max inclusive, as decimal text
   * @param maxChangePercent how far it may be from the figure of the run before it
   * @param deviation how far it may be from the mean of earlier figures
   */
  public record Figure(
      FigureKind kind,
      List<String> columns,
      @Nullable String quantile,
      @Nullable String min,
      @Nullable String max,
      @Nullable String maxChangePercent,
      @Nullable Deviation deviation) {
    public Figure {
      columns = columns == null ? List.of() : List.copyOf(columns);
    }

    /** Whether the figure is compared with earlier ones. */
    public boolean comparesWithHistory() {
      return maxChangePercent != null || deviation != null;
    }
  }

  /**
   * A bound in standard deviations.
   *
   * @param max as decimal text
   * @param last how many earlier figures are looked at, newest first
   */
  public record Deviation(String max, int last) {}

  /**
   * How old the newest value may be.
   *
   * @param column of type date or timestamp
   * @param maxAgeSeconds counted back from now
   */
  public record Freshness(String column, long maxAgeSeconds) {}

  /**
   * Values that do not fall from row to row; rows with a null in the column or the order are left
   * out.
   *
   * @param orderBy columns that say which row comes after which
   * @param groupBy columns that separate rows which are not compared with each other
   * @param strictly whether equal values are wrong, too
   */
  public record Increasing(
      String column, List<String> orderBy, List<String> groupBy, boolean strictly) {
    public Increasing {
      orderBy = List.copyOf(orderBy);
      groupBy = groupBy == null ? List.of() : List.copyOf(groupBy);
    }
  }

  /** A query that returns the bad rows. */
  public record Sql(String query) {}
}
