package dev.sluice.quality;

import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How checks are written in SQL. All statements are standard SQL; a dialect gives what differs: how
 * types are called and the few functions that standard SQL does not have.
 *
 * <p>Names are those of the columns as the engine tells them, and always quoted. Results are read
 * as text: numbers must come out as a decimal number, or as nothing where there is none.
 */
public abstract class QualitySql implements Quoting {

  /** The name by which conditions and queries of users know the rows that are checked. */
  public static final String SUBJECT = "subject";

  private static final String PREVIOUS = "_previous";

  /** Whether a type is a date or a time; engines call them alike, in one case or the other. */
  public boolean isTime(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.equals("date") || lower.startsWith("timestamp");
  }

  /** Whether a type is a number. */
  public abstract boolean isNumber(String type);

  /** Whether a type is a number that may be NaN. */
  public abstract boolean isFloat(String type);

  /** Whether the whole of a text matches a regular expression, which is a literal already. */
  protected abstract String matches(String text, String regex);

  /** A date or time as microseconds since 1970 in UTC; times without a zone are of UTC. */
  protected abstract String epochMicros(String time);

  /** An aggregate: the value below which this share of the values lies, nulls left out. */
  protected abstract String quantile(String values, String share);

  /**
   * One expression that is equal in two rows when all these columns are; none of them is null.
   *
   * @param columns quoted, at least two
   */
  protected abstract String combined(List<String> columns);

  /** Whether a float is NaN, which some engines sort above all numbers. */
  protected String isNaN(String column) {
    return column + " = 'NaN'";
  }

  /** A value as text. */
  protected String text(String value) {
    return "CAST(" + value + " AS VARCHAR)";
  }

  /** The type of a number with a fraction; means of integers are computed in it. */
  protected String doubleType() {
    return "DOUBLE PRECISION";
  }

  /** An aggregate: the sum of numbers of a type, without an overflow where there is a way. */
  protected String sum(String values, String type) {
    return "sum(" + values + ")";
  }

  /** Whether a metric cannot be measured in one SELECT with others. */
  protected boolean standsAlone(Metric metric) {
    return false;
  }

  /** One statement that measures all metrics, in their order, as columns of its only row. */
  public final String measure(String relation, List<Metric> metrics) {
    if (metrics.stream().noneMatch(this::standsAlone)) {
      return together(relation, metrics);
    }
    List<String> queries = new ArrayList<>();
    List<Metric> others = metrics.stream().filter(m -> !standsAlone(m)).distinct().toList();
    if (!others.isEmpty()) {
      queries.add(named(together(relation, others), metrics, others));
    }
    metrics.stream()
        .filter(this::standsAlone)
        .distinct()
        .forEach(m -> queries.add(named(alone(relation, m), metrics, List.of(m))));
    return "SELECT "
        + metrics.stream().map(m -> "m" + metrics.indexOf(m)).collect(Collectors.joining(", "))
        + "\nFROM "
        + String.join("\nCROSS JOIN ", queries);
  }

  private static String named(String query, List<Metric> all, List<Metric> some) {
    return some.stream()
        .map(m -> "m" + all.indexOf(m))
        .collect(
            Collectors.joining(
                ", ", "(" + query + ") AS q" + all.indexOf(some.get(0)) + " (", ")"));
  }

  private String alone(String relation, Metric metric) {
    return metric instanceof Metric.Matching m
        ? count(relation, m.condition(), m.where())
        : together(relation, List.of(metric));
  }

  private String together(String relation, List<Metric> metrics) {
    return "SELECT\n  "
        + metrics.stream().map(this::expression).collect(Collectors.joining(",\n  "))
        + from(relation);
  }

  private String expression(Metric metric) {
    String where = metric.where();
    if (metric instanceof Metric.Rows) {
      return where == null ? "count(*)" : count(and(where, null));
    }
    if (metric instanceof Metric.Matching m) {
      return count(and(where, condition(m.condition())));
    }
    if (metric instanceof Metric.Distinct m) {
      return distinct(m);
    }
    if (metric instanceof Metric.Newest m) {
      return epochMicros("max(" + narrowed(identifier(m.column()), where) + ")");
    }
    if (metric instanceof Metric.Mean m) {
      return "avg(CAST(%s AS %s))".formatted(narrowed(identifier(m.column()), where), doubleType());
    }
    if (metric instanceof Metric.Sum m) {
      return sum(narrowed(identifier(m.column().name()), where), m.column().type());
    }
    Metric.Quantile m = (Metric.Quantile) metric;
    return quantile(narrowed(identifier(m.column()), where), m.share());
  }

  private String distinct(Metric.Distinct metric) {
    List<String> columns = quoted(metric.columns());
    String value =
        columns.size() == 1
            ? narrowed(columns.get(0), metric.where())
            : "CASE WHEN %s THEN %s END"
                .formatted(and(metric.where(), complete(metric.columns())), combined(columns));
    return "count(DISTINCT " + value + ")";
  }

  private static String count(String condition) {
    return "count(CASE WHEN " + condition + " THEN 1 END)";
  }

  private static String narrowed(String value, @Nullable String where) {
    return where == null ? value : "CASE WHEN " + and(where, null) + " THEN " + value + " END";
  }

  /** What makes a row a bad one, as an expression that is never null for those that are. */
  public final String condition(Condition condition) {
    if (condition instanceof Condition.IsNull c) {
      return quoted(c.columns()).stream()
          .map(name -> name + " IS NULL")
          .collect(Collectors.joining(" OR "));
    }
    if (condition instanceof Condition.Outside c) {
      return outside(c);
    }
    if (condition instanceof Condition.WrongLength c) {
      String length = "length(" + text(identifier(c.column())) + ")";
      return bounds(
          length,
          c.min() == null ? null : c.min().toString(),
          c.max() == null ? null : c.max().toString());
    }
    if (condition instanceof Condition.NotAmong c) {
      return identifier(c.column().name())
          + c.values().stream()
              .map(v -> value(c.column(), v))
              .collect(Collectors.joining(", ", " NOT IN (", ")"));
    }
    if (condition instanceof Condition.NotMatching c) {
      return "NOT " + matches(text(identifier(c.column())), literal(c.regex()));
    }
    Condition.Missing c = (Condition.Missing) condition;
    return ("%1$s.%2$s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %3$s AS _sluice_target"
            + " WHERE _sluice_target.%4$s = %1$s.%2$s)")
        .formatted(SUBJECT, identifier(c.column()), c.relation(), identifier(c.toColumn()));
  }

  private String outside(Condition.Outside condition) {
    Column column = condition.column();
    String name = identifier(column.name());
    String bounds =
        bounds(
            name,
            condition.min() == null ? null : value(column, condition.min()),
            condition.max() == null ? null : value(column, condition.max()));
    return isFloat(column.type()) ? bounds + " OR " + isNaN(name) : bounds;
  }

  private static String bounds(String value, @Nullable String min, @Nullable String max) {
    List<String> parts = new ArrayList<>();
    if (min != null) {
      parts.add(value + " < " + min);
    }
    if (max != null) {
      parts.add(value + " > " + max);
    }
    return String.join(" OR ", parts);
  }

  /** Numbers as they are: cast to an integer column's type, a bound of 0.5 would become 1. */
  private String value(Column column, String text) {
    return isNumber(column.type()) ? text : "CAST(" + literal(text) + " AS " + column.type() + ")";
  }

  /** A statement that counts the rows for which a condition holds. */
  public final String count(String relation, Condition condition, @Nullable String where) {
    return "SELECT count(*)" + from(relation) + "\nWHERE " + and(where, condition(condition));
  }

  /** A few rows for which a condition holds. */
  public final String sample(
      String relation, Condition condition, @Nullable String where, List<String> shown, int limit) {
    return "SELECT "
        + String.join(", ", quoted(shown))
        + from(relation)
        + "\nWHERE "
        + and(where, condition(condition))
        + "\nLIMIT "
        + limit;
  }

  /** A few combinations that occur more than once, the most frequent first. */
  public final String sampleRepeated(
      String relation, List<String> columns, @Nullable String where, int limit) {
    String list = String.join(", ", quoted(columns));
    return """
    SELECT %1$s, count(*) AS %2$s%3$s
    WHERE %4$s
    GROUP BY %1$s
    HAVING count(*) > 1
    ORDER BY count(*) DESC, %1$s
    LIMIT %5$d\
    """
        .formatted(list, identifier("rows"), from(relation), and(where, complete(columns)), limit);
  }

  /** A query for the rows whose value is below that of the row before them. */
  public final String outOfOrder(String relation, Order order, @Nullable String where) {
    Set<String> shown = new LinkedHashSet<>(order.groupBy());
    shown.addAll(order.orderBy());
    shown.add(order.column());
    List<String> needed = new ArrayList<>(order.orderBy());
    needed.add(order.column());
    String group =
        order.groupBy().isEmpty()
            ? ""
            : "PARTITION BY " + String.join(", ", quoted(order.groupBy())) + " ";
    return """
    SELECT * FROM (
      SELECT %1$s, lag(%2$s) OVER (%3$sORDER BY %4$s) AS %5$s
      FROM %6$s AS %7$s
      WHERE %8$s
    ) AS _sluice_ordered
    WHERE %2$s %9$s %5$s\
    """
        .formatted(
            String.join(", ", quoted(List.copyOf(shown))),
            identifier(order.column()),
            group,
            String.join(", ", quoted(order.orderBy())),
            identifier(PREVIOUS),
            relation,
            SUBJECT,
            and(where, complete(needed)),
            order.strictly() ? "<=" : "<");
  }

  /** How many rows a query returns that knows the checked rows as {@value #SUBJECT}. */
  public final String countQuery(String relation, String query) {
    return withSubject(relation) + "SELECT count(*) FROM (\n" + query + "\n) AS _sluice_query";
  }

  /** A few rows of a query that knows the checked rows as {@value #SUBJECT}. */
  public final String sampleQuery(String relation, String query, int limit) {
    return withSubject(relation)
        + "SELECT * FROM (\n"
        + query
        + "\n) AS _sluice_query LIMIT "
        + limit;
  }

  private String withSubject(String relation) {
    return relation.equals(identifier(SUBJECT))
        ? ""
        : "WITH " + SUBJECT + " AS (SELECT * FROM " + relation + ")\n";
  }

  private static String from(String relation) {
    return "\nFROM " + relation + " AS " + SUBJECT;
  }

  private String complete(List<String> columns) {
    return quoted(columns).stream()
        .map(c -> c + " IS NOT NULL")
        .collect(Collectors.joining(" AND "));
  }

  private List<String> quoted(List<String> columns) {
    return columns.stream().map(this::identifier).toList();
  }

  /** The user's text gets lines of its own: a comment at its end must not swallow the rest. */
  public static String and(@Nullable String where, @Nullable String condition) {
    List<String> parts = new ArrayList<>();
    if (where != null) {
      parts.add("(\n" + where + "\n)");
    }
    if (condition != null) {
      parts.add("(" + condition + ")");
    }
    return String.join(" AND ", parts);
  }
}
