package dev.sluice.warehouse.duckdb;

import dev.sluice.quality.QualitySql;
import java.util.List;
import java.util.Set;

/** Checks in DuckDB's SQL: its regular expressions are RE2, its quantiles approximate. */
public final class DuckDbQualitySql extends QualitySql {

  private static final Set<String> INTEGERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT");
  private static final Set<String> FLOATS = Set.of("FLOAT", "DOUBLE");

  @Override
  public boolean isNumber(String type) {
    return INTEGERS.contains(type) || isFloat(type) || type.startsWith("DECIMAL");
  }

  @Override
  public boolean isFloat(String type) {
    return FLOATS.contains(type);
  }

  @Override
  protected String matches(String text, String regex) {
    return "regexp_full_match(" + text + ", " + regex + ")";
  }

  @Override
  protected String epochMicros(String time) {
    return "epoch_us(CAST(" + time + " AS TIMESTAMP WITH TIME ZONE))";
  }

  @Override
  protected String quantile(String values, String share) {
    return "approx_quantile(CAST(" + values + " AS DOUBLE), " + share + ")";
  }

  @Override
  protected String combined(List<String> columns) {
    return "row(" + String.join(", ", columns) + ")";
  }

  @Override
  protected String isNaN(String column) {
    return "isnan(" + column + ")";
  }

  @Override
  protected String doubleType() {
    return "DOUBLE";
  }
}
