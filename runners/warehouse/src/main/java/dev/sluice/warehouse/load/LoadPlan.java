package dev.sluice.warehouse.load;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which column of the dataset goes into which column of the table, decided by name.
 *
 * @param create whether the table has to be made
 * @param added columns that the table has to get
 * @param columns of the table that get a value, with their types
 * @param expressions the value of each, on the dataset's rows
 * @param keys of {@link LoadStep.Mode#MERGE}, as the table names them
 * @param slice the slice column of {@link LoadStep.Mode#REPLACE_SLICE}; absent in other modes
 * @param sliceInDataset whether the dataset itself holds that column
 */
record LoadPlan(
    boolean create,
    List<Column> added,
    List<Column> columns,
    List<String> expressions,
    List<String> keys,
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
    List<Column> added = new ArrayList<>();
    for (Column column : dataset) {
      Column same = Column.optional(sql.fold(column.name()), column.type());
      Optional<Column> target = create ? Optional.of(same) : Column.find(table, column.name());
      if (target.isEmpty() && isSliceOfLake(column, step)) {
        continue;
      }
      if (target.isEmpty()) {
        added.add(same);
      }
      columns.add(target.orElse(same));
      expressions.add(sql.value(column, target.orElse(same)));
    }
    if (step.onSchemaChange() == LoadStep.SchemaChange.FAIL) {
      requireNothingToAdd(step, added, table);
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
    requireAllFilled(step, columns, table);
    return new LoadPlan(
        create, added, columns, expressions, keys(step, columns), slice, sliceInDataset);
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
            ? Column.find(dataset, name)
                .map(c -> Column.optional(sql.fold(name), c.type()))
                .orElse(Column.optional(sql.fold(name), sql.sliceType()))
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

  private static void requireNothingToAdd(LoadStep step, List<Column> added, List<Column> table) {
    if (added.isEmpty()) {
      return;
    }
    throw new StepFailure.UserError(
        "SchemaMismatch",
        "Table "
            + step.table()
            + " lacks columns of dataset "
            + step.from().dataset()
            + ": "
            + Column.names(added)
            + ". The table has: "
            + Column.names(table)
            + ". Change the table (setupSql) or what produces the dataset, or set onSchemaChange:"
            + " AddColumns.");
  }

  private static void requireAllFilled(LoadStep step, List<Column> filled, List<Column> table) {
    List<Column> unfilled =
        table.stream().filter(Column::required).filter(c -> !filled.contains(c)).toList();
    if (unfilled.isEmpty()) {
      return;
    }
    throw new StepFailure.UserError(
        "SchemaMismatch",
        "Dataset "
            + step.from().dataset()
            + " lacks columns that table "
            + step.table()
            + " requires (NOT NULL without default): "
            + Column.names(unfilled)
            + ". The table has: "
            + Column.names(table)
            + ". Change the table (setupSql) or what produces the dataset.");
  }

  private static List<String> keys(LoadStep step, List<Column> columns) {
    if (step.mode() != LoadStep.Mode.MERGE) {
      return List.of();
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
    return step.keys().stream()
        .flatMap(k -> Column.find(columns, k).stream())
        .map(Column::name)
        .toList();
  }

  /** The value of the slice column, which then is the last one, unless the dataset holds it. */
  Optional<String> addedDate(String date) {
    return slice == null || sliceInDataset ? Optional.empty() : Optional.of(date);
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Statements that make the table what the plan expects, where it is not that already. */
  List<String> definitions(TableName table, LoadSql sql) {
    return create ? List.of(sql.createTable(table, columns)) : sql.addColumns(table, added);
  }
}
