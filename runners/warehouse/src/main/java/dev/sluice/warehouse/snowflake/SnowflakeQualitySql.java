package dev.sluice.warehouse.snowflake;

import dev.sluice.quality.QualitySql;
import dev.sluice.warehouse.load.LoadSql;
import java.util.List;

/** Checks in Snowflake's SQL: its regular expressions are POSIX, its quantiles approximate. */
final class SnowflakeQualitySql extends QualitySql {

  @Override
  public String literal(String text) {
    return Staging.SQL.literal(text);
  }

  @Override
  public boolean isNumber(String type) {
    return type.startsWith("NUMBER") || isFloat(type);
  }

  @Override
  public boolean isFloat(String type) {
    return type.equals("FLOAT");
  }

  @Override
  protected String matches(String text, String regex) {
    return "REGEXP_LIKE(" + text + ", '^(' || " + regex + " || ')$')";
  }

  @Override
  protected String epochMicros(String time) {
    return "DATEDIFF(MICROSECOND, CAST('1970-01-01' AS TIMESTAMP_NTZ), CAST("
        + time
        + " AS TIMESTAMP_NTZ))";
  }

  @Override
  protected String quantile(String values, String share) {
    return "APPROX_PERCENTILE(CAST(" + values + " AS FLOAT), " + share + ")";
  }

  @Override
  protected String combined(List<String> columns) {
    return "TO_JSON(ARRAY_CONSTRUCT(" + LoadSql.list(columns, this::text) + "))";
  }
}
