package dev.sluice.spark;

import dev.sluice.quality.QualitySql;
import dev.sluice.sql.Quoting;
import java.util.List;
import java.util.Set;

/**
 * Checks in Spark's SQL: its regular expressions are Java's, its quantiles approximate and always
 * one of the values.
 */
final class SparkQualitySql extends QualitySql {

  private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "int", "bigint");
  private static final Set<String> FLOATS = Set.of("float", "double");

  @Override
  public String identifier(String name) {
    return '`' + Quoting.refuseNul(name).replace("`", "``") + '`';
  }

  /** A backslash escapes in Spark's texts. */
  @Override
  public String literal(String text) {
    return "'" + Quoting.refuseNul(text).replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public boolean isNumber(String type) {
    return INTEGERS.contains(type) || isFloat(type) || type.startsWith("decimal");
  }

  @Override
  public boolean isFloat(String type) {
    return FLOATS.contains(type);
  }

  /** {@code RLIKE} looks for a part; a dollar sign would allow a line end after the whole. */
  @Override
  protected String matches(String text, String regex) {
    return text + " RLIKE concat('\\\\A(?:', " + regex + ", ')\\\\z')";
  }

  @Override
  protected String epochMicros(String time) {
    return "unix_micros(CAST(" + time + " AS TIMESTAMP))";
  }

  /** Spark sorts NaN above infinity; neither says where other values lie. */
  @Override
  protected String quantile(String values, String share) {
    String number = "CAST(" + values + " AS DOUBLE)";
    return "approx_percentile(CASE WHEN abs(%1$s) < DOUBLE('Infinity') THEN %1$s END, %2$s)"
        .formatted(number, share);
  }

  @Override
  protected String combined(List<String> columns) {
    return "struct(" + String.join(", ", columns) + ")";
  }

  @Override
  protected String isNaN(String column) {
    return "isnan(" + column + ")";
  }

  @Override
  protected String text(String value) {
    return "CAST(" + value + " AS STRING)";
  }

  @Override
  protected String doubleType() {
    return "DOUBLE";
  }

  /** The sum of integers is a {@code bigint}, which ends the query when it is too small. */
  @Override
  protected String sum(String values, String type) {
    return INTEGERS.contains(type)
        ? "sum(CAST(" + values + " AS DECIMAL(19, 0)))"
        : super.sum(values, type);
  }
}
