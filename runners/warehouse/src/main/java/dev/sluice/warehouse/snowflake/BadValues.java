package dev.sluice.warehouse.snowflake;

import dev.sluice.sql.Column;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds values that do not fit a column: an example of them, and how many they are. */
final class BadValues {

  private static final Pattern LENGTH = Pattern.compile("VARCHAR\\((\\d+)\\)");

  private BadValues() {}

  static String query(String relation, Column column, String type) {
    String text = "CAST(" + Staging.SQL.identifier(column.name()) + " AS VARCHAR)";
    Matcher length = LENGTH.matcher(type);
    String bad =
        length.matches()
            ? "LENGTH(" + text + ") > " + length.group(1)
            : text + " IS NOT NULL AND " + attempt(text, type) + " IS NULL";
    return "SELECT MIN(" + text + "), COUNT(*)\nFROM " + relation + "\nWHERE " + bad;
  }

  private static String attempt(String text, String type) {
    return switch (SnowflakeTypes.family(type)) {
      case "TIMESTAMP_NTZ" -> "TRY_TO_TIMESTAMP_NTZ(" + text + ")";
      case "TIMESTAMP_TZ" -> "TRY_TO_TIMESTAMP_TZ(" + text + ")";
      case "TIMESTAMP_LTZ" -> "TRY_TO_TIMESTAMP_LTZ(" + text + ")";
      case "BINARY" -> "TRY_TO_BINARY(" + text + ")";
      case "VARIANT", "OBJECT", "ARRAY" -> "TRY_PARSE_JSON(" + text + ")";
      default -> "TRY_CAST(" + text + " AS " + type + ")";
    };
  }
}
