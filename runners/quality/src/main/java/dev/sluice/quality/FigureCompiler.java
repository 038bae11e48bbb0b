package dev.sluice.quality;

import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Figure;
import dev.sluice.quality.CompiledCheck.Judge;
import dev.sluice.sql.Column;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles checks that bound one number about all rows. */
final class FigureCompiler {

  private final CheckColumns columns;
  private final FigureHistory history;

  FigureCompiler(CheckColumns columns, FigureHistory history) {
    this.columns = columns;
    this.history = history;
  }

  CompiledCheck compile(Check check, Figure figure) {
    return switch (figure.kind()) {
      case ROW_COUNT ->
          compiled(
              check,
              figure,
              "rowCount",
              List.of(),
              List.of(new Metric.Rows(check.where())),
              f -> f.text(0),
              value -> value + " rows");
      case COMPLETENESS -> completeness(check, figure);
      case UNIQUENESS -> uniqueness(check, figure);
      case DISTINCT -> {
        List<String> names = columns.of(check, figure.columns());
        yield compiled(
            check,
            figure,
            "distinct",
            names,
            List.of(new Metric.Distinct(names, check.where())),
            f -> f.text(0),
            value -> value + " distinct values");
      }
      case QUANTILE -> {
        Column column = number(check, figure);
        String share = figure.quantile();
        if (share == null || !CheckColumns.isNumber(share)) {
          throw CheckColumns.bad(check, "names no quantile between 0 and 1");
        }
        yield compiled(
            check,
            figure,
            "quantile",
            List.of(column.name()),
            List.of(new Metric.Quantile(column.name(), share, check.where())),
            f -> f.text(0),
            value -> "quantile " + share + " is " + value);
      }
      case MEAN -> {
        Column column = number(check, figure);
        yield compiled(
            check,
            figure,
            "mean",
            List.of(column.name()),
            List.of(new Metric.Mean(column.name(), check.where())),
            f -> f.text(0),
            value -> "mean is " + value);
      }
      case SUM -> {
        Column column = number(check, figure);
        yield compiled(
            check,
            figure,
            "sum",
            List.of(column.name()),
            List.of(new Metric.Sum(column, check.where())),
            f -> f.text(0),
            value -> "sum is " + value);
      }
    };
  }

  private Column number(Check check, Figure figure) {
    if (figure.columns().size() != 1) {
      throw CheckColumns.bad(check, "must name one column");
    }
    return columns.number(check, figure.columns().get(0));
  }

  private CompiledCheck completeness(Check check, Figure figure) {
    List<String> names = columns.of(check, figure.columns());
    return compiled(
        check,
        figure,
        "completeness",
        names,
        List.of(
            new Metric.Rows(check.where()),
            new Metric.Matching(new Condition.IsNull(names), check.where())),
        f -> share(f.count(0) - f.count(1), f.count(0)),
        value -> "share of rows without a null is " + value);
  }

  private CompiledCheck uniqueness(Check check, Figure figure) {
    List<String> names = columns.of(check, figure.columns());
    return compiled(
        check,
        figure,
        "uniqueness",
        names,
        List.of(
            new Metric.Rows(check.where()),
            new Metric.Matching(new Condition.IsNull(names), check.where()),
            new Metric.Distinct(names, check.where())),
        f -> share(f.count(2), f.count(0) - f.count(1)),
        value -> "share of distinct values is " + value);
  }

  /** Of no rows at all every share holds. */
  private static String share(long part, long whole) {
    return whole == 0
        ? "1"
        : new BigDecimal(part).divide(new BigDecimal(whole), MathContext.DECIMAL64).toPlainString();
  }

  /** Makes the one number of the check from what was measured; null when there is none. */
  @FunctionalInterface
  private interface Value {
    @Nullable String of(Figures figures);
  }

  private CompiledCheck compiled(
      Check check,
      Figure figure,
      String kind,
      List<String> names,
      List<Metric> metrics,
      Value value,
      FigureJudge.Wording wording) {
    FigureJudge judge = new FigureJudge(check, figure, history.before(check), wording);
    Judge all = f -> judge.judge(value.of(f));
    return new CompiledCheck(
        check, kind, names, metrics, Optional.empty(), all, Optional.empty(), Optional.empty());
  }
}
