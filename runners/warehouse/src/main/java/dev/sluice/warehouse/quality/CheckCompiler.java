package dev.sluice.warehouse.quality;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.StepFailure;
import dev.sluice.warehouse.quality.CompiledCheck.Verdict;
import dev.sluice.warehouse.sql.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles checks to metrics and judges, for a subject whose columns are known. */
final class CheckCompiler {

  static final int SAMPLES = 5;
  private static final int SHOWN_COLUMNS = 4;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

  private final QualitySql sql;
  private final String relation;
  private final List<Column> columns;
  private final Targets targets;
  private final Instant now;

  /** Where the other side of a relationship is. */
  @FunctionalInterface
  interface Targets {
    /** The relation that a relationship points to, and its columns. */
    Target of(QualityStep.Relationships relationships) throws InterruptedException;
  }

  /** A relation that can be read, with its columns. */
  record Target(String name, String relation, List<Column> columns) {}

  CheckCompiler(
      QualitySql sql, String relation, List<Column> columns, Targets targets, Instant now) {
    this.sql = sql;
    this.relation = relation;
    this.columns = columns;
    this.targets = targets;
    this.now = now;
  }

  CompiledCheck compile(Check check) throws InterruptedException {
    if (check.notNull() != null) {
      return notNull(check, columns(check, check.notNull().columns()));
    }
    if (check.unique() != null) {
      return unique(check, columns(check, check.unique().columns()));
    }
    if (check.range() != null) {
      return range(check, check.range());
    }
    if (check.acceptedValues() != null) {
      return accepted(check, check.acceptedValues());
    }
    if (check.pattern() != null) {
      Column column = column(check, check.pattern().column());
      String regex = check.pattern().regex();
      return matching(
          check,
          "pattern",
          column.name(),
          new Condition.NotMatching(column.name(), regex),
          "do not match " + regex);
    }
    if (check.rowCount() != null) {
      return rowCount(check, check.rowCount());
    }
    if (check.relationships() != null) {
      return relationships(check, check.relationships());
    }
    if (check.freshness() != null) {
      return freshness(check, check.freshness());
    }
    if (check.sql() != null) {
      return query(check, check.sql());
    }
    throw bad(check, "names no expectation");
  }

  private CompiledCheck notNull(Check check, List<String> names) {
    List<Metric> metrics = new ArrayList<>();
    Condition any = new Condition.IsNull(names);
    metrics.add(new Metric.Rows(check.where()));
    metrics.add(new Metric.Matching(any, check.where()));
    if (names.size() > 1) {
      names.forEach(
          n -> metrics.add(new Metric.Matching(new Condition.IsNull(List.of(n)), check.where())));
    }
    return new CompiledCheck(
        check,
        "notNull",
        names,
        metrics,
        Optional.empty(),
        f -> {
          String each = "";
          if (names.size() > 1) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
              if (f.count(i + 2) > 0) {
                parts.add(names.get(i) + " " + f.count(i + 2));
              }
            }
            each = " (" + String.join(", ", parts) + ")";
          }
          return Verdict.of(f.count(1), Words.of(f.count(1), f.count(0)) + " are null" + each);
        },
        Optional.of(sql.sampleMatching(relation, any, check.where(), shown(names), SAMPLES)));
  }

  private CompiledCheck unique(Check check, List<String> names) {
    return new CompiledCheck(
        check,
        "unique",
        names,
        List.of(new Metric.Rows(check.where()), new Metric.Repeated(names, check.where())),
        Optional.empty(),
        f -> Verdict.of(f.count(1), Words.of(f.count(1), f.count(0)) + " repeat another"),
        Optional.of(sql.sampleRepeated(relation, names, check.where(), SAMPLES)));
  }

  private CompiledCheck range(Check check, QualityStep.Range range) {
    Column column = column(check, range.column());
    for (String bound : new @Nullable String[] {range.min(), range.max()}) {
      if (bound != null) {
        requireValue(check, column, bound);
      }
    }
    if (range.min() == null && range.max() == null) {
      throw bad(check, "names neither min nor max");
    }
    return matching(
        check,
        "range",
        column.name(),
        new Condition.Outside(column, range.min(), range.max()),
        "outside " + Words.interval(range.min(), range.max()));
  }

  private CompiledCheck accepted(Check check, QualityStep.AcceptedValues accepted) {
    Column column = column(check, accepted.column());
    if (accepted.values().isEmpty()) {
      throw bad(check, "names no values");
    }
    accepted.values().forEach(v -> requireValue(check, column, v));
    return matching(
        check,
        "acceptedValues",
        column.name(),
        new Condition.NotAmong(column, accepted.values()),
        "none of " + Words.shorten(String.join(", ", accepted.values())));
  }

  private CompiledCheck matching(
      Check check, String kind, String column, Condition condition, String what) {
    return new CompiledCheck(
        check,
        kind,
        List.of(column),
        List.of(new Metric.Rows(check.where()), new Metric.Matching(condition, check.where())),
        Optional.empty(),
        f -> Verdict.of(f.count(1), Words.of(f.count(1), f.count(0)) + " " + what),
        Optional.of(
            sql.sampleMatching(
                relation, condition, check.where(), shown(List.of(column)), SAMPLES)));
  }

  private CompiledCheck rowCount(Check check, QualityStep.RowCount bounds) {
    if (bounds.min() == null && bounds.max() == null) {
      throw bad(check, "names neither min nor max");
    }
    String expected =
        Words.interval(
            bounds.min() == null ? null : bounds.min().toString(),
            bounds.max() == null ? null : bounds.max().toString());
    return new CompiledCheck(
        check,
        "rowCount",
        List.of(),
        List.of(new Metric.Rows(check.where())),
        Optional.empty(),
        f -> {
          long rows = f.count(0);
          boolean low = bounds.min() != null && rows < bounds.min();
          boolean high = bounds.max() != null && rows > bounds.max();
          return Verdict.of(low || high ? 1 : 0, rows + " rows, expected " + expected);
        },
        Optional.empty());
  }

  private CompiledCheck relationships(Check check, QualityStep.Relationships relationships)
      throws InterruptedException {
    Column column = column(check, relationships.column());
    Target target = targets.of(relationships);
    String to =
        Column.find(target.columns(), relationships.toColumn())
            .map(Column::name)
            .orElseThrow(
                () -> notFound(check, relationships.toColumn(), target.name(), target.columns()));
    return matching(
        check,
        "relationships",
        column.name(),
        new Condition.Missing(column.name(), target.relation(), to),
        "not found in " + target.name() + "." + to);
  }

  private CompiledCheck freshness(Check check, QualityStep.Freshness freshness) {
    Column column = column(check, freshness.column());
    if (!sql.isTime(column.type())) {
      throw bad(
          check,
          "needs a date or timestamp, but column "
              + column.name()
              + " is of type "
              + column.type());
    }
    Duration allowed = Duration.ofSeconds(freshness.maxAgeSeconds());
    return new CompiledCheck(
        check,
        "freshness",
        List.of(column.name()),
        List.of(new Metric.Newest(column.name(), check.where())),
        Optional.empty(),
        f -> {
          Long micros = f.value(0);
          if (micros == null) {
            return Verdict.of(1, "no value, expected one of the last " + Words.duration(allowed));
          }
          Instant newest = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
          Duration age = Duration.between(newest, now);
          return Verdict.of(
              age.compareTo(allowed) > 0 ? 1 : 0,
              "newest value is "
                  + newest
                  + ", "
                  + Words.duration(age)
                  + " old, allowed are "
                  + Words.duration(allowed));
        },
        Optional.empty());
  }

  /** The only kind with a statement of its own: nobody knows what it reads. */
  private CompiledCheck query(Check check, QualityStep.Sql query) {
    String text = query.query().strip().replaceAll(";+$", "");
    return new CompiledCheck(
        check,
        "sql",
        List.of(),
        List.of(),
        Optional.of(sql.countQuery(text)),
        f -> Verdict.of(f.count(0), f.count(0) + " rows, expected none"),
        Optional.of(sql.sampleQuery(text, SAMPLES)));
  }

  private List<String> columns(Check check, List<String> names) {
    if (names.isEmpty()) {
      throw bad(check, "names no columns");
    }
    return names.stream().map(n -> column(check, n).name()).toList();
  }

  private Column column(Check check, String name) {
    return Column.find(columns, name)
        .orElseThrow(() -> notFound(check, name, "the subject", columns));
  }

  private static StepFailure.UserError notFound(
      Check check, String name, String where, List<Column> columns) {
    return new StepFailure.UserError(
        "ColumnNotFound",
        "Check "
            + check.name()
            + " names column "
            + name
            + ", which "
            + where
            + " does not have. It has: "
            + Column.names(columns)
            + ".");
  }

  /** Numbers become part of the statement as they are, so nothing else may. */
  private void requireValue(Check check, Column column, String value) {
    if (sql.isNumber(column.type()) && !NUMBER.matcher(value).matches()) {
      throw bad(
          check,
          "compares column "
              + column.name()
              + " of type "
              + column.type()
              + " with \""
              + value
              + "\", which is no number");
    }
  }

  static StepFailure.UserError bad(Check check, String what) {
    return new StepFailure.UserError("BadCheck", "Check " + check.name() + " " + what + ".");
  }

  /** The checked columns first, then enough of the others to find the row. */
  private List<String> shown(List<String> checked) {
    List<String> shown = new ArrayList<>(checked);
    columns.stream()
        .map(Column::name)
        .filter(n -> !shown.contains(n))
        .limit(Math.max(0, SHOWN_COLUMNS - checked.size()))
        .forEach(shown::add);
    return shown;
  }
}
