package dev.sluice.spark;

import dev.sluice.protocol.TransformStep;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;

/** What a step runs between its inputs and its outputs: queries, Python or a jar. */
interface Program extends AutoCloseable {

  /** The field of the spec that says how an output is made, for messages. */
  String field(TransformStep.Output output);

  /** Refuses what can be refused before any data is read. */
  void check(SparkSession session, TransformStep.Output output) throws Exception;

  /**
   * The rows of an output, not computed yet.
   *
   * @param session in which inputs are views
   */
  Dataset<Row> rows(SparkSession session, TransformStep.Output output) throws Exception;

  /** What, beside the inputs, decides the rows of an output. */
  String text(TransformStep.Output output);

  /** Ends what the program has started; its rows can no longer be computed. */
  @Override
  void close();
}
