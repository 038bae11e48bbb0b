package dev.sluice.warehouse.duckdb;

import dev.sluice.warehouse.quality.Condition;
import dev.sluice.warehouse.quality.Metric;
import dev.sluice.warehouse.quality.QualitySql;
import dev.sluice.warehouse.sql.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Metrics in DuckDB's SQL. */
public final class DuckDbQualitySql implements QualitySql {

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
  public String measure(String relation, List<Metric> metrics) {
    return "SELECT\n  "
        + metrics.stream().map(this::expression).collect(Collectors.joining(",\n  "))
        + "\nFROM "
        + relation;
  }

  private String expression(Metric metric) {
    if (metric instanceof Metric.Rows m) {
      return "count(*)" + filter(m.where(), null);
    }
    if (metric instanceof Metric.Matching m) {
      return "count(*)" + filter(m.where(), condition(m.condition()));
    }
    if (metric instanceof Metric.Repeated m) {
      return repeated(m);
    }
    Metric.Newest m = (Metric.Newest) metric;
    return "epoch_us(CAST(max(%s)%s AS TIMESTAMP WITH TIME ZONE))"
        .formatted(identifier(m.column()), filter(m.where(), null));
  }

  private String repeated(Metric.Repeated metric) {
    String complete = complete(metric.columns());
    String filter = filter(metric.where(), complete);
    return "count(*)%1$s - count(DISTINCT row(%2$s))%1$s"
        .formatted(filter, identifiers(metric.columns()));
  }

  private String complete(List<String> columns) {
    return columns.stream()
        .map(c -> identifier(c) + " IS NOT NULL")
        .collect(Collectors.joining(" AND "));
  }

  private String identifiers(List<String> columns) {
    return columns.stream().map(this::identifier).collect(Collectors.joining(", "));
  }

  private static String filter(@Nullable String where, @Nullable String condition) {
    String both = and(where, condition);
    return both.isEmpty() ? "" : " FILTER (WHERE " + both + ")";
  }

  /** The user's text gets lines of its own: a comment at its end must not swallow the rest. */
  private static String and(@Nullable String where, @Nullable String condition) {
    List<String> parts = new ArrayList<>();
    if (where != null) {
      parts.add("(\n" + where + "\n)");
    }
    if (condition != null) {
      parts.add("(" + condition + ")");
    }
    return String.join(" AND ", parts);
  }

  private String condition(Condition condition) {
    if (condition instanceof Condition.IsNull c) {
      return c.columns().stream()
          .map(name -> identifier(name) + " IS NULL")
          .collect(Collectors.joining(" OR "));
    }
    if (condition instanceof Condition.Outside c) {
      return outside(c);
    }
    if (condition instanceof Condition.NotAmong c) {
      return identifier(c.column().name())
          + c.values().stream()
              .map(v -> value(c.column(), v))
              .collect(Collectors.joining(", ", " NOT IN (", ")"));
    }
    if (condition instanceof Condition.NotMatching c) {
      return "NOT regexp_full_match(CAST(%s AS VARCHAR), %s)"
          .formatted(identifier(c.column()), literal(c.regex()));
    }
    Condition.Missing c = (Condition.Missing) condition;
    return "%1$s IS NOT NULL AND %1$s NOT IN (SELECT %2$s FROM %3$s WHERE %2$s IS NOT NULL)"
        .formatted(identifier(c.column()), identifier(c.toColumn()), c.relation());
  }

  private String outside(Condition.Outside condition) {
    String column = identifier(condition.column().name());
    List<String> parts = new ArrayList<>();
    if (condition.min() != null) {
      parts.add(column + " < " + value(condition.column(), condition.min()));
    }
    if (condition.max() != null) {
      parts.add(column + " > " + value(condition.column(), condition.max()));
    }
    if (FLOATS.contains(condition.column().type())) {
      // DuckDB sorts NaN above every number: without a maximum it would pass.
      parts.add("isnan(" + column + ")");
    }
    return String.join(" OR ", parts);
  }

  /** Numbers as they are: cast to an integer column's type, a bound of 0.5 would become 1. */
  private String value(Column column, String text) {
    return isNumber(column.type()) ? text : "CAST(" + literal(text) + " AS " + column.type() + ")";
  }

  @Override
  public String sampleMatching(
      String relation, Condition condition, @Nullable String where, List<String> shown, int limit) {
    return "SELECT "
        + described(shown)
        + "\nFROM "
        + relation
        + "\nWHERE "
        + and(where, condition(condition))
        + "\nLIMIT "
        + limit;
  }

  private String described(List<String> columns) {
    return columns.stream()
        .map(c -> literal(c + "=") + " || coalesce(CAST(" + identifier(c) + " AS VARCHAR), 'null')")
        .collect(Collectors.joining(", ", "concat_ws(', ', ", ")"));
  }

  @Override
  public String sampleRepeated(
      String relation, List<String> columns, @Nullable String where, int limit) {
    return """
    SELECT %s || ' (' || count(*) || ' rows)'
    FROM %s
    WHERE %s
    GROUP BY %s
    HAVING count(*) > 1
    ORDER BY count(*) DESC, 1
    LIMIT %d"""
        .formatted(
            described(columns),
            relation,
            and(where, complete(columns)),
            identifiers(columns),
            limit);
  }

  @Override
  public String countQuery(String query) {
    return "SELECT count(*) FROM (\n" + query + "\n)";
  }

  @Override
  public String sampleQuery(String query, int limit) {
    return "SELECT CAST(_sluice_row AS VARCHAR) FROM (\n"
        + query
        + "\n) AS _sluice_row LIMIT "
        + limit;
  }

  @Override
  public boolean isTime(String type) {
    return type.equals("DATE") || type.startsWith("TIMESTAMP");
  }

  @Override
  public boolean isNumber(String type) {
    return INTEGERS.contains(type) || FLOATS.contains(type) || type.startsWith("DECIMAL");
  }
}
