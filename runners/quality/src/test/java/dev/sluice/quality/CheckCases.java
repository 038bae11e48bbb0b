package dev.sluice.quality;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.FigureKind;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.QualityStep.Subject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What every engine must say of the same four rows: columns {@code id int, parent int, rating
 * double, status string, mail string, day date}, compared with the parents 10, 20 and null.
 */
public final class CheckCases {

  private CheckCases() {}

  /** An expectation that does not hold, and what is said of it. */
  public record Failing(
      Object expectation, @Nullable String column, long failures, String message) {
    /** For a parameterized test. */
    public Arguments arguments() {
      return Arguments.of(expectation, column, failures, message);
    }
  }

  public static Check check(Object expectation) {
    return check("the-check", Severity.ERROR, null, expectation);
  }

  public static Check check(String name, Severity severity, @Nullable String where, Object e) {
    return new Check(
        name,
        severity,
        where,
        e instanceof NotNull n ? n.columns() : null,
        e instanceof QualityStep.Columns c ? c : null,
        e instanceof QualityStep.Range r ? r : null,
        e instanceof QualityStep.Length l ? l : null,
        e instanceof QualityStep.AcceptedValues a ? a : null,
        e instanceof QualityStep.Pattern p ? p : null,
        e instanceof QualityStep.Relationships r ? r : null,
        e instanceof QualityStep.Figure f ? f : null,
        e instanceof QualityStep.Freshness f ? f : null,
        e instanceof QualityStep.Increasing i ? i : null,
        e instanceof QualityStep.Sql s ? s : null);
  }

  public record NotNull(QualityStep.Columns columns) {
    public NotNull(String... columns) {
      this(new QualityStep.Columns(List.of(columns)));
    }
  }

  public static QualityStep.Figure figure(
      FigureKind kind, String column, @Nullable String min, @Nullable String max) {
    return new QualityStep.Figure(
        kind,
        column.isEmpty() ? List.of() : List.of(column.split(",")),
        kind == FigureKind.QUANTILE ? "0.5" : null,
        min,
        max,
        null,
        null);
  }

  public static QualityStep.Figure rowCount(@Nullable Long min, @Nullable Long max) {
    return figure(
        FigureKind.ROW_COUNT,
        "",
        min == null ? null : min.toString(),
        max == null ? null : max.toString());
  }

  public static QualityStep.Columns unique(String... columns) {
    return new QualityStep.Columns(List.of(columns));
  }

  /**
   * @param parents dataset or table with a column {@code pid}
   */
  public static Stream<Failing> failing(Subject parents) {
    return Stream.of(
        new Failing(new NotNull("rating"), "rating", 1L, "1 of 4 rows are null"),
        new Failing(
            new NotNull("ID", "mail", "day"),
            "id,mail,day",
            1L,
            "1 of 4 rows are null (id 1, mail 1, day 1)"),
        new Failing(unique("id"), "id", 1L, "1 of 4 rows repeat another"),
        new Failing(
            new QualityStep.Range("rating", "0.5", "5"),
            "rating",
            2L,
            "2 of 4 rows outside [0.5, 5]"),
        new Failing(
            new QualityStep.Range("rating", "0.5", null),
            "rating",
            1L,
            "1 of 4 rows outside at least 0.5"),
        new Failing(
            new QualityStep.Range("id", null, "1.5"), "id", 2L, "2 of 4 rows outside at most 1.5"),
        new Failing(
            new QualityStep.Range("day", "2020-01-02", null),
            "day",
            1L,
            "1 of 4 rows outside at least 2020-01-02"),
        new Failing(
            new QualityStep.AcceptedValues("status", List.of("ok", "o'k")),
            "status",
            1L,
            "1 of 4 rows none of ok, o'k"),
        new Failing(
            new QualityStep.AcceptedValues("id", List.of("1", "3")),
            "id",
            2L,
            "2 of 4 rows none of 1, 3"),
        new Failing(
            new QualityStep.Pattern("mail", "[^@]+@[^@]+"),
            "mail",
            1L,
            "1 of 4 rows do not match [^@]+@[^@]+"),
        new Failing(
            figure(FigureKind.COMPLETENESS, "rating,mail", "0.9", null),
            "rating,mail",
            1L,
            "share of rows without a null is 0.5, expected at least 0.9"),
        new Failing(
            figure(FigureKind.UNIQUENESS, "id", "0.9", null),
            "id",
            1L,
            "share of distinct values is 0.666667, expected at least 0.9"),
        new Failing(
            figure(FigureKind.DISTINCT, "status", "3", "10"),
            "status",
            1L,
            "2 distinct values, expected [3, 10]"),
        new Failing(
            figure(FigureKind.QUANTILE, "parent", null, "20"),
            "parent",
            1L,
            "quantile 0.5 is 25, expected at most 20"),
        new Failing(
            figure(FigureKind.MEAN, "parent", "40", null),
            "parent",
            1L,
            "mean is 39.75, expected at least 40"),
        new Failing(
            figure(FigureKind.MEAN, "rating", "1", "5"),
            "rating",
            1L,
            "mean is NaN, which is no number, expected [1, 5]"),
        new Failing(
            figure(FigureKind.SUM, "parent", null, "100"),
            "parent",
            1L,
            "sum is 159, expected at most 100"),
        new Failing(
            new QualityStep.Length("status", 3, 9),
            "status",
            3L,
            "3 of 4 rows have a length outside [3, 9]"),
        new Failing(
            new QualityStep.Increasing("id", List.of("day"), List.of(), true),
            "id",
            1L,
            "1 of 4 rows not above the one before, ordered by day"),
        new Failing(rowCount(5L, null), null, 1L, "4 rows, expected at least 5"),
        new Failing(rowCount(null, 3L), null, 1L, "4 rows, expected at most 3"),
        new Failing(
            new QualityStep.Relationships("parent", parents, "PID"),
            "parent",
            2L,
            "2 of 4 rows not found in " + title(parents) + ".pid"),
        new Failing(
            new QualityStep.Freshness("day", 86400),
            "day",
            1L,
            "newest value is 2020-01-03T00:00:00Z"),
        new Failing(
            new QualityStep.Sql(
                "SELECT id, count(*) AS n FROM subject GROUP BY id HAVING count(*) > 1;"),
            null,
            1L,
            "1 rows, expected none"));
  }

  public static Stream<Object> passing() {
    return Stream.of(
        new NotNull("parent", "status"),
        unique("parent"),
        unique("id", "parent"),
        new QualityStep.Range("parent", "10", "99"),
        new QualityStep.AcceptedValues("status", List.of("ok", "bad")),
        new QualityStep.Pattern("status", "ok|b.d"),
        rowCount(4L, 4L),
        figure(FigureKind.COMPLETENESS, "mail", "0.75", "0.75"),
        figure(FigureKind.UNIQUENESS, "parent,status", "1", null),
        figure(FigureKind.DISTINCT, "id,status", "3", "3"),
        figure(FigureKind.QUANTILE, "parent", "20", "30"),
        figure(FigureKind.MEAN, "parent", "39.7", "39.8"),
        figure(FigureKind.SUM, "id", "5", "5"),
        new QualityStep.Length("status", 2, 3),
        new QualityStep.Increasing("id", List.of("day"), List.of(), false),
        new QualityStep.Increasing("parent", List.of("day", "id"), List.of("status"), true),
        new QualityStep.Freshness("day", 400L * 365 * 86400),
        new QualityStep.Sql("SELECT * FROM subject WHERE parent < 0 -- none"));
  }

  private static String title(Subject subject) {
    DatasetRef dataset = subject.dataset();
    return dataset == null ? Objects.requireNonNull(subject.table()).name() : dataset.dataset();
  }
}
