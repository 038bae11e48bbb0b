package dev.sluice.spark;

import dev.sluice.protocol.Format;
import java.util.List;
import java.util.Map;

/**
 * The full account of a transform, kept as {@code report.json}.
 *
 * @param schema columns of the result, partition columns included
 * @param millis wall time per phase
 * @param spark what Spark counted
 */
record TransformReport(
    String sql,
    List<InputRead> inputs,
    Output output,
    List<Format.Column> schema,
    Map<String, Long> millis,
    SparkMetrics spark) {

  /**
   * One input as it was read.
   *
   * @param slices that were read
   * @param rows -1 when its manifests do not say
   */
  record InputRead(
      String name, String dataset, List<String> slices, int files, long rows, long bytes) {}

  /** What was published. */
  record Output(String uri, long rows, long bytes, String digest, List<String> files) {}

  /** Totals over all tasks of all Spark jobs. */
  record SparkMetrics(
      long tasks,
      long recordsRead,
      long recordsWritten,
      long shuffleBytes,
      long spilledBytes,
      long cpuMillis,
      long gcMillis) {}
}
