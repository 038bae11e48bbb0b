package dev.sluice.spark;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.classic.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** One query for each output. */
final class Queries implements Program {

  @Override
  public String field(TransformStep.Output output) {
    return output.sqlField();
  }

  @Override
  public void check(SparkSession session, TransformStep.Output output) throws ParseException {
    if (text(output).isBlank()) {
      throw new StepFailure.UserError(
          "SqlInvalid", field(output) + " is empty. Write one SELECT there.");
    }
    requireQuery(session.sessionState().sqlParser().parsePlan(text(output)), output);
  }

  @Override
  public Dataset<Row> rows(SparkSession session, TransformStep.Output output) {
    return session.sql(text(output));
  }

  @Override
  public String text(TransformStep.Output output) {
    return output.sql() == null ? "" : output.sql();
  }

  @Override
  public void close() {
    // Nothing was started.
  }

  private void requireQuery(LogicalPlan plan, TransformStep.Output output) {
    if (plan instanceof Command || plan instanceof ParsedStatement) {
      throw new StepFailure.UserError(
          "SqlInvalid",
          field(output)
              + " is a statement ("
              + plan.nodeName()
              + "), not a query. Write one SELECT: its rows become the output.");
    }
    CollectionConverters.asJava(plan.children()).forEach(child -> requireQuery(child, output));
  }
}
