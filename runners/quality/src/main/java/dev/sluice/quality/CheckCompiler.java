package dev.sluice.quality;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.quality.CompiledCheck.Verdict;
import dev.sluice.sql.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles checks to metrics and judges, for a subject whose columns are known. */
final class CheckCompiler {

  static final int SAMPLES = 5;
  private static final int SHOWN_COLUMNS = 4;

  private final QualitySql sql;
  private final String relation;
  private final CheckColumns columns;
  private final Targets targets;
  private final FigureCompiler figures;
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
      QualitySql sql,
      String relation,
      List<Column> columns,
      Targets targets,
      FigureHistory history,
      Instant now) {
    this.sql = sql;
    this.relation = relation;
    this.columns = new CheckColumns(sql, columns);
    this.targets = targets;
    this.figures = new FigureCompiler(this.columns, history);
    this.now = now;
  }

  CompiledCheck compile(Check check) throws InterruptedException {
    if (check.notNull() != null) {
      return notNull(check, columns.of(check, check.notNull().columns()));
    }
    if (check.unique() != null) {
      return unique(check, columns.of(check, check.unique().columns()));
    }
    if (check.range() != null) {
      return range(check, check.range());
    }
    if (check.length() != null) {
      return length(check, check.length());
    }
    if (check.acceptedValues() != null) {
      return accepted(check, check.acceptedValues());
    }
    if (check.pattern() != null) {
      String column = columns.of(check, check.pattern().column()).name();
      String regex = check.pattern().regex();
      return matching(
          check,
          "pattern",
          column,
          new Condition.NotMatching(column, regex),
          "do not match " + regex);
    }
    if (check.relationships() != null) {
      return relationships(check, check.relationships());
    }
    if (check.figure() != null) {
      return figures.compile(check, check.figure());
    }
    if (check.freshness() != null) {
      return freshness(check, check.freshness());
    }
    if (check.increasing() != null) {
      return increasing(check, check.increasing());
    }
    if (check.sql() != null) {
      return query(check, check.sql());
    }
    throw CheckColumns.bad(check, "names no expectation");
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
        Optional.of(sql.sample(relation, any, check.where(), shown(names), SAMPLES)),
        Optional.of(any));
  }

  private CompiledCheck unique(Check check, List<String> names) {
    return new CompiledCheck(
        check,
        "unique",
        names,
        List.of(
            new Metric.Rows(check.where()),
            new Metric.Matching(new Condition.IsNull(names), check.where()),
            new Metric.Distinct(names, check.where())),
        Optional.empty(),
        f -> {
          long repeated = f.count(0) - f.count(1) - f.count(2);
          return Verdict.of(repeated, Words.of(repeated, f.count(0)) + " repeat another");
        },
        Optional.of(sql.sampleRepeated(relation, names, check.where(), SAMPLES)),
        Optional.empty());
  }

  private CompiledCheck range(Check check, QualityStep.Range range) {
    Column column = columns.of(check, range.column());
    for (String bound : new @Nullable String[] {range.min(), range.max()}) {
      if (bound != null) {
        columns.requireValue(check, column, bound);
      }
    }
    if (range.min() == null && range.max() == null) {
      throw CheckColumns.bad(check, "names neither min nor max");
    }
    return matching(
        check,
        "range",
        column.name(),
        new Condition.Outside(column, range.min(), range.max()),
        "outside " + Words.interval(range.min(), range.max()));
  }

  private CompiledCheck length(Check check, QualityStep.Length length) {
    String column = columns.of(check, length.column()).name();
    if (length.min() == null && length.max() == null) {
      throw CheckColumns.bad(check, "names neither min nor max");
    }
    String bounds =
        Words.interval(
            length.min() == null ? null : length.min().toString(),
            length.max() == null ? null : length.max().toString());
    return matching(
        check,
        "length",
        column,
        new Condition.WrongLength(column, length.min(), length.max()),
        "have a length outside " + bounds);
  }

  private CompiledCheck accepted(Check check, QualityStep.AcceptedValues accepted) {
    Column column = columns.of(check, accepted.column());
    if (accepted.values().isEmpty()) {
      throw CheckColumns.bad(check, "names no values");
    }
    accepted.values().forEach(v -> columns.requireValue(check, column, v));
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
            sql.sample(relation, condition, check.where(), shown(List.of(column)), SAMPLES)),
        Optional.of(condition));
  }

  /** Looks at another relation, too, so it has a statement of its own. */
  private CompiledCheck relationships(Check check, QualityStep.Relationships relationships)
      throws InterruptedException {
    String column = columns.of(check, relationships.column()).name();
    Target target = targets.of(relationships);
    String to =
        Column.find(target.columns(), relationships.toColumn())
            .map(Column::name)
            .orElseThrow(
                () ->
                    CheckColumns.notFound(
                        check, relationships.toColumn(), target.name(), target.columns()));
    Condition missing = new Condition.Missing(column, target.relation(), to);
    return new CompiledCheck(
        check,
        "relationships",
        List.of(column),
        List.of(new Metric.Rows(check.where())),
        Optional.of(sql.count(relation, missing, check.where())),
        f ->
            Verdict.of(
                f.count(1),
                Words.of(f.count(1), f.count(0)) + " not found in " + target.name() + "." + to),
        Optional.of(sql.sample(relation, missing, check.where(), shown(List.of(column)), SAMPLES)),
        Optional.of(missing));
  }

  private CompiledCheck freshness(Check check, QualityStep.Freshness freshness) {
    Column column = columns.time(check, freshness.column());
    Duration allowed = Duration.ofSeconds(freshness.maxAgeSeconds());
    return new CompiledCheck(
        check,
        "freshness",
        List.of(column.name()),
        List.of(new Metric.Newest(column.name(), check.where())),
        Optional.empty(),
        f -> {
          if (f.text(0) == null) {
            return Verdict.of(1, "no value, expected one of the last " + Words.duration(allowed));
          }
          Instant newest = Instant.EPOCH.plus(f.count(0), ChronoUnit.MICROS);
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
        Optional.empty(),
        Optional.empty());
  }

  private CompiledCheck increasing(Check check, QualityStep.Increasing increasing) {
    String column = columns.of(check, increasing.column()).name();
    Order order =
        new Order(
            column,
            columns.of(check, increasing.orderBy()),
            increasing.groupBy().isEmpty() ? List.of() : columns.of(check, increasing.groupBy()),
            increasing.strictly());
    String rows = sql.outOfOrder(relation, order, check.where());
    String what =
        (order.strictly() ? " not above" : " below")
            + " the one before, ordered by "
            + String.join(", ", order.orderBy());
    return new CompiledCheck(
        check,
        "increasing",
        List.of(column),
        List.of(new Metric.Rows(check.where())),
        Optional.of(sql.countQuery(relation, rows)),
        f -> Verdict.of(f.count(1), Words.of(f.count(1), f.count(0)) + what),
        Optional.of(sql.sampleQuery(relation, rows, SAMPLES)),
        Optional.empty());
  }

  private CompiledCheck query(Check check, QualityStep.Sql query) {
    String text = query.query().strip().replaceAll(";+$", "");
    return new CompiledCheck(
        check,
        "sql",
        List.of(),
        List.of(),
        Optional.of(sql.countQuery(relation, text)),
        f -> Verdict.of(f.count(0), f.count(0) + " rows, expected none"),
        Optional.of(sql.sampleQuery(relation, text, SAMPLES)),
        Optional.empty());
  }

  /** The checked columns first, then enough of the others to find the row. */
  private List<String> shown(List<String> checked) {
    List<String> shown = new ArrayList<>(checked);
    columns.all().stream()
        .map(Column::name)
        .filter(n -> !shown.contains(n))
        .limit(Math.max(0, SHOWN_COLUMNS - checked.size()))
        .forEach(shown::add);
    return shown;
  }
}
