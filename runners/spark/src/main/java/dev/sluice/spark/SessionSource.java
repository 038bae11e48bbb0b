package dev.sluice.spark;

import java.nio.file.Path;
import org.apache.spark.sql.classic.SparkSession;

/** Gives the session that a step runs in. */
@FunctionalInterface
interface SessionSource {

  /**
   * A session without views of earlier steps.
   *
   * @param scratch folder for shuffle and spill files
   */
  SparkSession open(Path scratch);
}
