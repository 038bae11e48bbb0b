package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.Check;
import dev.sluice.api.v1alpha1.CheckChange;
import dev.sluice.api.v1alpha1.CheckDeviation;
import dev.sluice.api.v1alpha1.CheckDistinct;
import dev.sluice.api.v1alpha1.CheckFigure;
import dev.sluice.api.v1alpha1.CheckQuantile;
import dev.sluice.api.v1alpha1.CheckRowCount;
import dev.sluice.api.v1alpha1.CheckShare;
import dev.sluice.protocol.QualityStep.Deviation;
import dev.sluice.protocol.QualityStep.Figure;
import dev.sluice.protocol.QualityStep.FigureKind;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks that bound one number about all rows, in the words of the runner contract. */
final class CheckFigures {

  private static final int LAST = 30;

  private CheckFigures() {}

  /** The figure that a check bounds; null when it is of another kind. */
  static @Nullable Figure of(Check check) {
    if (check.rowCount() != null) {
      CheckRowCount c = check.rowCount();
      return figure(
          FigureKind.ROW_COUNT, List.of(), null, c.min(), c.max(), c.change(), c.deviation());
    }
    if (check.completeness() != null) {
      return share(FigureKind.COMPLETENESS, check.completeness());
    }
    if (check.uniqueness() != null) {
      return share(FigureKind.UNIQUENESS, check.uniqueness());
    }
    if (check.distinct() != null) {
      CheckDistinct c = check.distinct();
      return figure(
          FigureKind.DISTINCT, c.columns(), null, c.min(), c.max(), c.change(), c.deviation());
    }
    if (check.quantile() != null) {
      CheckQuantile c = check.quantile();
      return figure(
          FigureKind.QUANTILE,
          List.of(c.column()),
          text(c.quantile()),
          c.min(),
          c.max(),
          c.change(),
          c.deviation());
    }
    if (check.mean() != null) {
      return ofColumn(FigureKind.MEAN, check.mean());
    }
    return check.sum() == null ? null : ofColumn(FigureKind.SUM, check.sum());
  }

  private static Figure share(FigureKind kind, CheckShare c) {
    return figure(kind, c.columns(), null, c.min(), c.max(), c.change(), c.deviation());
  }

  private static Figure ofColumn(FigureKind kind, CheckFigure c) {
    return figure(kind, List.of(c.column()), null, c.min(), c.max(), c.change(), c.deviation());
  }

  private static Figure figure(
      FigureKind kind,
      List<String> columns,
      @Nullable String quantile,
      @Nullable Number min,
      @Nullable Number max,
      @Nullable CheckChange change,
      @Nullable CheckDeviation deviation) {
    return new Figure(
        kind,
        columns,
        quantile,
        text(min),
        text(max),
        change == null ? null : text(change.maxPercent()),
        deviation == null
            ? null
            : new Deviation(
                deviation.max().toPlainString(),
                deviation.last() == null ? LAST : deviation.last()));
  }

  private static @Nullable String text(@Nullable Number number) {
    return number instanceof BigDecimal decimal
        ? decimal.toPlainString()
        : number == null ? null : number.toString();
  }
}
