package dev.sluice.warehouse.load;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.warehouse.sql.Column;
import dev.sluice.warehouse.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which column of the dataset goes into which column of the table, decided by name.
 *
 * @param create whether the table has to be made
 * @param columns of the table that get a value, with their types
 * @param expressions the value of each, on the dataset's rows
 * @param slice the slice column of {@link LoadStep.Mode#REPLACE_SLICE}; absent in other modes
 * @param sliceInDataset whether the dataset itself holds that column
 */
record LoadPlan(
    boolean create,
    List<Column> columns,
    List<String> expressions,
    @Nullable Column slice,
    boolean sliceInDataset) {

  /**
   * @param dataset columns of the rows; not empty
   * @param table columns of the table; empty when it does not exist
   */
  static LoadPlan of(
      LoadStep step, String date, List<Column> dataset, List<Column> table, LoadSql sql) {
    boolean create = table.isEmpty();
    List<Column> columns = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Column column : dataset) {
      Optional<Column> target = create ? Optional.of(column) : Column.find(table, column.name());
      if (target.isPresent()) {
        columns.add(target.get());
        expressions.add(sql.identifier(column.name()));
      } else if (!isSliceOfLake(column, step)) {
        unknown.add(column.name());
      }
    }
    Column slice = null;
    boolean sliceInDataset = Column.find(dataset, step.sliceColumn()).isPresent();
    if (step.mode() == LoadStep.Mode.REPLACE_SLICE) {
      slice = sliceColumn(step, dataset, table, sql);
      if (!sliceInDataset) {
        columns.add(slice);
        expressions.add(sql.sliceValue(date, slice.type()));
      }
    }
    requireMatch(step, unknown, columns, table);
    requireKeys(step, columns);
    return new LoadPlan(create, columns, expressions, slice, sliceInDataset);
  }

  /** Folders of the lake are no data of the user: a table without {@code run_date} is fine. */
  private static boolean isSliceOfLake(Column column, LoadStep step) {
    return step.from().sliced() && column.name().equalsIgnoreCase(DatasetTarget.RUN_DATE);
  }

  private static Column sliceColumn(
      LoadStep step, List<Column> dataset, List<Column> table, LoadSql sql) {
    String name = step.sliceColumn();
    Column column =
        table.isEmpty()
            ? Column.find(dataset, name).orElse(Column.optional(name, sql.sliceType()))
            : Column.find(table, name)
                .orElseThrow(
                    () ->
                        new StepFailure.UserError(
                            "SchemaMismatch",
                            "Table "
                                + step.table()
                                + " has no column "
                                + name
                                + ", which mode ReplaceSlice needs to know the rows of a slice. Add"
                                + " it (as DATE), or name another one in sliceColumn. The table"
                                + " has: "
                                + Column.names(table)
                                + "."));
    if (!sql.holdsSlice(column.type())) {
      throw new StepFailure.UserError(
          "SchemaMismatch",
          "Column "
              + name
              + " of "
              + step.table()
              + " is of type "
              + column.type()
              + "; mode ReplaceSlice needs DATE or VARCHAR there.");
    }
    return column;
  }

  private static void requireMatch(
      LoadStep step, List<String> unknown, List<Column> filled, List<Column> table) {
    List<String> unfilled =
        table.stream()
            .filter(Column::required)
            .filter(c -> !filled.contains(c))
            .map(Column::name)
            .toList();
    if (unknown.isEmpty() && unfilled.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder();
    if (!unknown.isEmpty()) {
      message
          .append("Table ")
          .append(step.table())
          .append(" lacks columns of dataset ")
          .append(step.from().dataset())
          .append(": ")
          .append(String.join(", ", unknown))
          .append(". ");
    }
    if (!unfilled.isEmpty()) {
      message
          .append("Dataset ")
          .append(step.from().dataset())
          .append(" lacks columns that table ")
          .append(step.table())
          .append(" requires (NOT NULL without default): ")
          .append(String.join(", ", unfilled))
          .append(". ");
    }
    message
        .append("The table has: ")
        .append(Column.names(table))
        .append(". Change the table (setupSql) or what produces the dataset.");
    throw new StepFailure.UserError("SchemaMismatch", message.toString());
  }

  private static void requireKeys(LoadStep step, List<Column> columns) {
    if (step.mode() != LoadStep.Mode.MERGE) {
      return;
    }
    if (step.keys().isEmpty()) {
      throw new StepFailure.UserError(
          "KeysMissing", "Mode Merge needs spec.keys: the columns that identify a row.");
    }
    List<String> missing =
        step.keys().stream().filter(k -> Column.find(columns, k).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new StepFailure.UserError(
          "SchemaMismatch",
          "Dataset "
              + step.from().dataset()
              + " has no column "
              + String.join(", ", missing)
              + ", which spec.keys names. It has: "
              + Column.names(columns)
              + ".");
    }
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** The target table's name, for a plan that has to make it. */
  List<String> createStatements(TableName table, LoadSql sql) {
    return create ? sql.createTable(table, columns) : List.of();
  }
}
