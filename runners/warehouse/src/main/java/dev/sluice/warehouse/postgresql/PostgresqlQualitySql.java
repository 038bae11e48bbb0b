package dev.sluice.warehouse.postgresql;

import dev.sluice.quality.QualitySql;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks in PostgreSQL's SQL: its regular expressions are its own, its quantiles exact. */
public class PostgresqlQualitySql extends QualitySql {

  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  /** {@code numeric} too may hold NaN. */
  private static final Set<String> WITH_NAN = Set.of("real", "double precision", "numeric");

  @Override
  public String fold(String name) {
    return PLAIN.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name;
  }

  @Override
  public boolean isNumber(String type) {
    return INTEGERS.contains(type) || isFloat(type);
  }

  @Override
  public boolean isFloat(String type) {
    return WITH_NAN.contains(type);
  }

  @Override
  protected String matches(String text, String regex) {
    return "(" + text + " ~ ('^(?:' || " + regex + " || ')$'))";
  }

  @Override
  protected String epochMicros(String time) {
    return "CAST(extract(epoch FROM CAST("
        + time
        + " AS timestamp with time zone)) * 1000000 AS bigint)";
  }

  @Override
  protected String quantile(String values, String share) {
    return "percentile_cont("
        + share
        + ") WITHIN GROUP (ORDER BY CAST("
        + values
        + " AS double precision))";
  }

  @Override
  protected String combined(List<String> columns) {
    return "ROW(" + String.join(", ", columns) + ")";
  }
}
