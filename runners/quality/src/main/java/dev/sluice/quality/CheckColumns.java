package dev.sluice.quality;

import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import java.util.List;
import java.util.regex.Pattern;

/** The columns of the subject, as checks name them. */
final class CheckColumns {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

  private final QualitySql sql;
  private final List<Column> all;

  CheckColumns(QualitySql sql, List<Column> all) {
    this.sql = sql;
    this.all = List.copyOf(all);
  }

  List<Column> all() {
    return all;
  }

  /** The names as the engine has them. */
  List<String> of(Check check, List<String> names) {
    if (names.isEmpty()) {
      throw bad(check, "names no columns");
    }
    return names.stream().map(n -> of(check, n).name()).toList();
  }

  Column of(Check check, String name) {
    return Column.find(all, name).orElseThrow(() -> notFound(check, name, "the subject", all));
  }

  /** A column of a date or time. */
  Column time(Check check, String name) {
    Column column = of(check, name);
    if (!sql.isTime(column.type())) {
      throw wrongType(check, column, "a date or timestamp");
    }
    return column;
  }

  /** A column of numbers. */
  Column number(Check check, String name) {
    Column column = of(check, name);
    if (!sql.isNumber(column.type())) {
      throw wrongType(check, column, "a number");
    }
    return column;
  }

  /** Numbers become part of the statement as they are, so nothing else may. */
  void requireValue(Check check, Column column, String value) {
    if (sql.isNumber(column.type()) && !isNumber(value)) {
      throw bad(
          check,
          "compares column "
              + column.name()
              + " of type "
              + column.type()
              + " with \""
              + value
              + "\", which is no number");
    }
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static StepFailure.UserError wrongType(Check check, Column column, String needed) {
    return bad(
        check,
        "needs " + needed + ", but column " + column.name() + " is of type " + column.type());
  }

  static StepFailure.UserError notFound(
      Check check, String name, String where, List<Column> columns) {
    return new StepFailure.UserError(
        "ColumnNotFound",
        "Check "
            + check.name()
            + " names column "
            + name
            + ", which "
            + where
            + " does not have. It has: "
            + Column.names(columns)
            + ".");
  }

  static StepFailure.UserError bad(Check check, String what) {
    return new StepFailure.UserError("BadCheck", "Check " + check.name() + " " + what + ".");
  }
}
