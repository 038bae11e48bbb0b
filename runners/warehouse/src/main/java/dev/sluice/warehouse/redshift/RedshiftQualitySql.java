package dev.sluice.warehouse.redshift;

import dev.sluice.quality.Condition;
import dev.sluice.quality.Metric;
import dev.sluice.warehouse.postgresql.PostgresqlQualitySql;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks in Redshift's SQL: its regular expressions are Perl's, its quantiles exact. */
final class RedshiftQualitySql extends PostgresqlQualitySql {

  private static final Set<String> FLOATS = Set.of("real", "double precision");

  @Override
  public String fold(String name) {
    return RedshiftSql.INSTANCE.fold(name);
  }

  @Override
  public String literal(String text) {
    return RedshiftSql.INSTANCE.literal(text);
  }

  @Override
  public boolean isNumber(String type) {
    return type.equals("numeric") || super.isNumber(type);
  }

  /** {@code numeric} holds no NaN here. */
  @Override
  public boolean isFloat(String type) {
    return FLOATS.contains(type);
  }

  /** Without a length a text would be cut off at 256. */
  @Override
  protected String text(String value) {
    return "CAST(" + value + " AS varchar(65535))";
  }

  /** The pattern must be one literal. */
  @Override
  protected String matches(String text, String regex) {
    String pattern = regex.substring(1, regex.length() - 1);
    return "(regexp_count(" + text + ", '^(?:" + pattern + ")$', 1, 'p') > 0)";
  }

  /** Rows are no values here. With its length before each text no two combinations look alike. */
  @Override
  protected String combined(List<String> columns) {
    return columns.stream()
        .map(c -> "CAST(length(" + text(c) + ") AS varchar) || ':' || " + text(c))
        .collect(Collectors.joining(" || "));
  }

  /**
   * Quantiles of two columns cannot be in one SELECT, nor can a subquery be in an aggregate that
   * looks at the row.
   */
  @Override
  protected boolean standsAlone(Metric metric) {
    return metric instanceof Metric.Quantile
        || (metric instanceof Metric.Matching m && m.condition() instanceof Condition.Missing);
  }
}
