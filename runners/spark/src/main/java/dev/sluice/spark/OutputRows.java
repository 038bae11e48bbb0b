package dev.sluice.spark;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/** The rows of one output as they are stored: in a sliced dataset without the slice's date. */
record OutputRows(TransformStep.Output output, Dataset<Row> rows) {

  /**
   * @param date of the run, which is the date of the slice
   */
  static OutputRows of(TransformStep.Output output, Dataset<Row> rows, String date) {
    DatasetTarget target = output.target();
    List<String> columns = Arrays.asList(rows.columns());
    for (String column : partitionColumns(target)) {
      if (!columns.contains(column)) {
        throw new StepFailure.UserError(
            "ColumnNotFound",
            output.field()
                + ".partitionBy names "
                + column
                + ", but the query returns "
                + columns
                + ". Return the column, or do not partition by it.");
      }
    }
    return new OutputRows(
        output,
        target.sliced() && columns.contains(DatasetTarget.RUN_DATE) ? dated(rows, date) : rows);
  }

  private static Dataset<Row> dated(Dataset<Row> rows, String date) {
    Column runDate = functions.col(DatasetTarget.RUN_DATE).cast("string");
    String message =
        "the query returns a row whose run_date is not "
            + date
            + ", the date of the run, whose slice is all that the run may write. Filter such rows"
            + " out, or leave run_date out of the SELECT";
    return rows.where(
            functions
                .when(runDate.eqNullSafe(functions.lit(date)), functions.lit(true))
                .otherwise(functions.raise_error(functions.lit(message)).cast("boolean")))
        .drop(DatasetTarget.RUN_DATE);
  }

  /** Columns that become folders within the slice. */
  List<String> partitionColumns() {
    return partitionColumns(output.target());
  }

  private static List<String> partitionColumns(DatasetTarget target) {
    return target.partitionBy().stream()
        .filter(column -> !column.equals(DatasetTarget.RUN_DATE))
        .toList();
  }

  /** What readers are told about the files: Parquet, with these columns. */
  Format format() {
    return Format.parquet(columns(rows));
  }

  /** Names and types of all columns. */
  static List<Format.Column> columns(Dataset<Row> rows) {
    List<Format.Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      columns.add(new Format.Column(field.name(), field.dataType().catalogString()));
    }
    return columns;
  }
}
