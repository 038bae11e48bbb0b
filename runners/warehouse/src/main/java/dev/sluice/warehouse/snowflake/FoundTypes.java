package dev.sluice.warehouse.snowflake;

import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the narrowest type that holds every text of a column, in one pass over all rows: a slice
 * must not fail by its last line.
 */
final class FoundTypes {

  private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

  /** Conditions that a text of the type meets; %1$s is the column. The first that all meet wins. */
  private static final Map<String, String> CANDIDATES = new LinkedHashMap<>();

  static {
    CANDIDATES.put("BOOLEAN", "LOWER(%1$s) IN ('true', 'false')");
    CANDIDATES.put("NUMBER(38,0)", "REGEXP_LIKE(%1$s, '^-?(0|[1-9][0-9]{0,17})$')");
    CANDIDATES.put("FLOAT", "REGEXP_LIKE(%1$s, '^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$')");
    CANDIDATES.put(
        "DATE", "REGEXP_LIKE(%1$s, '^" + DAY + "$') AND TRY_CAST(%1$s AS DATE) IS NOT NULL");
    CANDIDATES.put(
        "TIMESTAMP_NTZ",
        "REGEXP_LIKE(%1$s, '^"
            + DAY
            + "[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?$') AND"
            + " TRY_TO_TIMESTAMP_NTZ(%1$s) IS NOT NULL");
  }

  private final SqlSession session;

  FoundTypes(SqlSession session) {
    this.session = session;
  }

  /** The rows with their texts converted. */
  Staged apply(String relation, List<Column> columns, List<Column> open)
      throws InterruptedException {
    Map<String, String> found = find(relation, open);
    List<Column> typed = new ArrayList<>();
    List<String> select = new ArrayList<>();
    for (Column column : columns) {
      String name = Staging.SQL.identifier(column.name());
      String type = found.getOrDefault(column.name(), column.type());
      typed.add(Column.optional(column.name(), type));
      select.add(
          type.equals(column.type()) ? name : "CAST(" + name + " AS " + type + ") AS " + name);
    }
    return new Staged("(SELECT " + String.join(", ", select) + " FROM " + relation + ")", typed);
  }

  static String query(String relation, List<Column> open) {
    List<String> counts = new ArrayList<>();
    for (Column column : open) {
      String name = Staging.SQL.identifier(column.name());
      counts.add("COUNT(" + name + ")");
      for (String condition : CANDIDATES.values()) {
        counts.add("COUNT_IF(" + condition.formatted(name) + ")");
      }
    }
    return "SELECT " + String.join(",\n  ", counts) + "\nFROM " + relation;
  }

  private Map<String, String> find(String relation, List<Column> open) throws InterruptedException {
    List<Long> counts =
        session
            .query(
                query(relation, open),
                row -> {
                  List<Long> values = new ArrayList<>();
                  for (int i = 1; i <= open.size() * (CANDIDATES.size() + 1); i++) {
                    values.add(row.getLong(i));
                  }
                  return values;
                })
            .get(0);
    Map<String, String> found = new LinkedHashMap<>();
    int at = 0;
    for (Column column : open) {
      long all = counts.get(at++);
      for (String type : CANDIDATES.keySet()) {
        if (all > 0 && counts.get(at) == all) {
          found.putIfAbsent(column.name(), type);
        }
        at++;
      }
    }
    return found;
  }
}
