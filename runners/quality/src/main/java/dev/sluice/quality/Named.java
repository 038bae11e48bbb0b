package dev.sluice.quality;

import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.sql.Column;
import java.util.ArrayList;
import java.util.List;

/** The columns that checks name, for a dataset that has no rows and so no columns of its own. */
final class Named {

  private Named() {}

  static List<Column> columns(List<Check> checks) {
    List<Column> columns = new ArrayList<>();
    for (Check check : checks) {
      for (String name : names(check)) {
        if (Column.find(columns, name).isEmpty()) {
          columns.add(Column.optional(name, type(check)));
        }
      }
    }
    return columns;
  }

  private static String type(Check check) {
    if (check.freshness() != null) {
      return "TIMESTAMP";
    }
    return check.figure() == null ? "VARCHAR" : "DOUBLE";
  }

  private static List<String> names(Check check) {
    List<String> names = new ArrayList<>();
    if (check.notNull() != null) {
      names.addAll(check.notNull().columns());
    }
    if (check.unique() != null) {
      names.addAll(check.unique().columns());
    }
    if (check.range() != null) {
      names.add(check.range().column());
    }
    if (check.length() != null) {
      names.add(check.length().column());
    }
    if (check.figure() != null) {
      names.addAll(check.figure().columns());
    }
    if (check.increasing() != null) {
      names.add(check.increasing().column());
      names.addAll(check.increasing().orderBy());
      names.addAll(check.increasing().groupBy());
    }
    if (check.acceptedValues() != null) {
      names.add(check.acceptedValues().column());
    }
    if (check.pattern() != null) {
      names.add(check.pattern().column());
    }
    if (check.relationships() != null) {
      names.add(check.relationships().column());
    }
    if (check.freshness() != null) {
      names.add(check.freshness().column());
    }
    return names;
  }
}
