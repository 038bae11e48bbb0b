package dev.sluice.quality;

import dev.sluice.sql.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes a row a bad one. A null is bad only for {@link IsNull}. */
public sealed interface Condition {

  /** One of the columns is null. */
  record IsNull(List<String> columns) implements Condition {
    public IsNull {
      columns = List.copyOf(columns);
    }
  }

  /** Less than the minimum or more than the maximum. */
  record Outside(Column column, @Nullable String min, @Nullable String max) implements Condition {}

  /** None of these values. */
  record NotAmong(Column column, List<String> values) implements Condition {
    public NotAmong {
      values = List.copyOf(values);
    }
  }

  /** Fewer characters than the minimum or more than the maximum. */
  record WrongLength(String column, @Nullable Integer min, @Nullable Integer max)
      implements Condition {}

  /** The whole value does not match a regular expression. */
  record NotMatching(String column, String regex) implements Condition {}

  /**
   * Not in a column of another relation.
   *
   * @param relation what stands in a FROM clause
   */
  record Missing(String column, String relation, String toColumn) implements Condition {}
}
