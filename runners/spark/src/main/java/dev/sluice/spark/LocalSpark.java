package dev.sluice.spark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;

/** Starts Spark inside this process, tuned for a short life. */
final class LocalSpark {

  private static final long BYTES_PER_SHUFFLE_PARTITION = 64L << 20;
  private static final int MAX_SHUFFLE_PARTITIONS = 400;

  private LocalSpark() {}

  /** A new Spark with as many threads as the process has processors. */
  static SparkSession open(Path scratch) {
    SparkSession.Builder builder =
        SparkSession.builder().master("local[" + cores() + "]").appName("sluice");
    settings(scratch).forEach(builder::config);
    return builder.getOrCreate();
  }

  /** Fits the number of shuffle partitions to the data; Spark's own 200 cost more than the work. */
  static void size(SparkSession session, long inputBytes) {
    long wanted = inputBytes / BYTES_PER_SHUFFLE_PARTITION;
    long partitions = Math.max(cores(), Math.min(wanted, MAX_SHUFFLE_PARTITIONS));
    session.conf().set("spark.sql.shuffle.partitions", partitions);
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static Map<String, String> settings(Path scratch) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.local.dir", scratch.toString());
    settings.put("spark.sql.warehouse.dir", scratch.resolve("warehouse").toUri().toString());
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put("spark.eventLog.enabled", "false");
    settings.put("spark.executor.heartbeatInterval", "2s");
    // A failed task fails again on the same file in the same process.
    settings.put("spark.task.maxFailures", "1");
    settings.put("spark.sql.catalogImplementation", "in-memory");
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.sql.ansi.enabled", "true");
    // The files of a step are its inputs, nothing else that the process can read.
    settings.put("spark.sql.runSQLOnFiles", "false");
    // Spark counts the fields of a line only when it parses all of them.
    settings.put("spark.sql.csv.parser.columnPruning.enabled", "false");
    settings.put("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    // Listing local folders needs no cluster.
    settings.put("spark.sql.sources.parallelPartitionDiscovery.threshold", "1000000");
    settings.put("spark.sql.parquet.compression.codec", "zstd");
    settings.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    settings.put("spark.sql.adaptive.advisoryPartitionSizeInBytes", "128m");
    settings.put("spark.hadoop.fs.file.impl", ScratchFileSystem.class.getName());
    settings.put("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
    settings.put("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2");
    return settings;
  }
}
