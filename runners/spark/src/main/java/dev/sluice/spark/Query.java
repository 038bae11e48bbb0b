package dev.sluice.spark;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/** The step's query, and the shape of what it returns. */
final class Query {

  private final String sql;
  private final DatasetTarget target;
  private final String date;

  /**
   * @param date of the run, which is the date of the slice
   */
  Query(String sql, DatasetTarget target, String date) {
    this.sql = sql;
    this.target = target;
    this.date = date;
  }

  /** Refuses what is not SQL, or not a query, before any data is moved. */
  void parse(SparkSession session) throws ParseException {
    if (sql.isBlank()) {
      throw new StepFailure.UserError("SqlInvalid", "spec.sql is empty. Write one SELECT there.");
    }
    LogicalPlan plan = session.sessionState().sqlParser().parsePlan(sql);
    requireQuery(plan);
  }

  /** The rows as they are stored: in a sliced dataset without the date, which is the slice's. */
  Dataset<Row> rows(SparkSession session) {
    Dataset<Row> rows = session.sql(sql);
    List<String> columns = Arrays.asList(rows.columns());
    for (String column : partitionColumns()) {
      if (!columns.contains(column)) {
        throw new StepFailure.UserError(
            "ColumnNotFound",
            "spec.output.partitionBy names "
                + column
                + ", but the query returns "
                + columns
                + ". Return the column, or do not partition by it.");
      }
    }
    if (!target.sliced() || !columns.contains(DatasetTarget.RUN_DATE)) {
      return rows;
    }
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
    return target.partitionBy().stream()
        .filter(column -> !column.equals(DatasetTarget.RUN_DATE))
        .toList();
  }

  /** What readers are told about the files: Parquet, with these columns. */
  Format format(Dataset<Row> rows) {
    List<Format.Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      columns.add(new Format.Column(field.name(), field.dataType().catalogString()));
    }
    Format parquet = Format.parquet();
    return new Format(
        parquet.type(),
        parquet.header(),
        parquet.delimiter(),
        parquet.quote(),
        parquet.escape(),
        parquet.nullValue(),
        parquet.multiLine(),
        columns);
  }

  private static void requireQuery(LogicalPlan plan) {
    if (plan instanceof Command || plan instanceof ParsedStatement) {
      throw new StepFailure.UserError(
          "SqlInvalid",
          "spec.sql is a statement ("
              + plan.nodeName()
              + "), not a query. Write one SELECT: its rows become the output.");
    }
    CollectionConverters.asJava(plan.children()).forEach(Query::requireQuery);
  }
}
