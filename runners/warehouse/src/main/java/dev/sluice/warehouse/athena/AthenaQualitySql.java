package dev.sluice.warehouse.athena;

import dev.sluice.quality.QualitySql;
import java.util.List;
import java.util.Set;

/**
 * Checks in Athena's SQL, which is Trino's: its regular expressions are Java's, its quantiles
 * approximate.
 */
public final class AthenaQualitySql extends QualitySql {

  private static final Set<String> INTEGERS = Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT");
  private static final Set<String> FLOATS = Set.of("REAL", "DOUBLE");

  @Override
  public boolean isNumber(String type) {
    return INTEGERS.contains(type) || isFloat(type) || type.startsWith("DECIMAL");
  }

  @Override
  public boolean isFloat(String type) {
    return FLOATS.contains(type);
  }

  /** {@code regexp_like} looks for a part; a dollar sign would allow a line end after the whole. */
  @Override
  protected String matches(String text, String regex) {
    return "regexp_like(" + text + ", '\\A(?:' || " + regex + " || ')\\z')";
  }

  /** Seconds come as a double, which is exact for microseconds until the year 2255. */
  @Override
  protected String epochMicros(String time) {
    return "CAST(round(to_unixtime(CAST(" + time + " AS TIMESTAMP)) * 1000000) AS BIGINT)";
  }

  /** The sketch behind it refuses NaN. */
  @Override
  protected String quantile(String values, String share) {
    String number = "CAST(" + values + " AS DOUBLE)";
    return "approx_percentile(CASE WHEN NOT is_nan(%1$s) THEN %1$s END, %2$s)"
        .formatted(number, share);
  }

  @Override
  protected String combined(List<String> columns) {
    return "ROW(" + String.join(", ", columns) + ")";
  }

  @Override
  protected String isNaN(String column) {
    return "is_nan(" + column + ")";
  }

  @Override
  protected String doubleType() {
    return "DOUBLE";
  }
}
