package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.Check;
import dev.sluice.api.v1alpha1.CheckedData;
import dev.sluice.api.v1alpha1.Severity;
import dev.sluice.operator.kube.Durations;
import dev.sluice.protocol.QualityStep;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Quality checks, from the words of the API to those of the runner contract. */
final class Checks {

  private Checks() {}

  static List<QualityStep.Check> of(
      List<Check> checks, Function<CheckedData, QualityStep.Subject> subject) {
    List<QualityStep.Check> result = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Check check : checks) {
      String base = check.name() == null ? derivedName(check) : check.name();
      String name = base;
      for (int i = 2; !names.add(name); i++) {
        name = base + "-" + i;
      }
      result.add(of(check, name, subject));
    }
    return result;
  }

  private static QualityStep.Check of(
      Check check, String name, Function<CheckedData, QualityStep.Subject> subject) {
    return new QualityStep.Check(
        name,
        check.severity() == Severity.WARN ? QualityStep.Severity.WARN : QualityStep.Severity.ERROR,
        check.where(),
        check.notNull() == null ? null : new QualityStep.Columns(check.notNull().columns()),
        check.unique() == null ? null : new QualityStep.Columns(check.unique().columns()),
        check.range() == null
            ? null
            : new QualityStep.Range(
                check.range().column(), text(check.range().min()), text(check.range().max())),
        check.length() == null
            ? null
            : new QualityStep.Length(
                check.length().column(), check.length().min(), check.length().max()),
        check.acceptedValues() == null
            ? null
            : new QualityStep.AcceptedValues(
                check.acceptedValues().column(), check.acceptedValues().values()),
        check.pattern() == null
            ? null
            : new QualityStep.Pattern(check.pattern().column(), check.pattern().regex()),
        check.relationships() == null
            ? null
            : new QualityStep.Relationships(
                check.relationships().column(),
                subject.apply(check.relationships().to()),
                check.relationships().toColumn()),
        CheckFigures.of(check),
        check.freshness() == null
            ? null
            : new QualityStep.Freshness(
                check.freshness().column(),
                Durations.parse(check.freshness().maxAge()).toSeconds()),
        check.increasing() == null
            ? null
            : new QualityStep.Increasing(
                check.increasing().column(),
                check.increasing().orderBy(),
                check.increasing().groupBy(),
                Boolean.TRUE.equals(check.increasing().strictly())),
        check.sql() == null ? null : new QualityStep.Sql(check.sql().query()));
  }

  /** A name made of the kind and the columns, such as {@code range-rating}. */
  private static String derivedName(Check check) {
    if (check.notNull() != null) {
      return name("not-null", check.notNull().columns());
    }
    if (check.completeness() != null) {
      return name("completeness", check.completeness().columns());
    }
    if (check.unique() != null) {
      return name("unique", check.unique().columns());
    }
    if (check.uniqueness() != null) {
      return name("uniqueness", check.uniqueness().columns());
    }
    if (check.distinct() != null) {
      return name("distinct", check.distinct().columns());
    }
    if (check.range() != null) {
      return name("range", List.of(check.range().column()));
    }
    if (check.length() != null) {
      return name("length", List.of(check.length().column()));
    }
    if (check.pattern() != null) {
      return name("pattern", List.of(check.pattern().column()));
    }
    if (check.acceptedValues() != null) {
      return name("accepted-values", List.of(check.acceptedValues().column()));
    }
    if (check.relationships() != null) {
      return name("relationships", List.of(check.relationships().column()));
    }
    if (check.freshness() != null) {
      return name("freshness", List.of(check.freshness().column()));
    }
    if (check.quantile() != null) {
      return name("quantile", List.of(check.quantile().column()));
    }
    if (check.mean() != null) {
      return name("mean", List.of(check.mean().column()));
    }
    if (check.sum() != null) {
      return name("sum", List.of(check.sum().column()));
    }
    if (check.increasing() != null) {
      return name("increasing", List.of(check.increasing().column()));
    }
    return check.rowCount() != null ? "row-count" : "sql";
  }

  private static String name(String kind, List<String> columns) {
    return kind
        + "-"
        + String.join("-", columns).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static @Nullable String text(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
