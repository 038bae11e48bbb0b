package dev.sluice.warehouse.quality;

import dev.sluice.lake.Profile;
import java.nio.file.Path;

/** What an engine that reads datasets can do with their rows. */
@FunctionalInterface
public interface RowWriter {

  /**
   * Writes the rows of a query as one Parquet file, also when there are none, in the order in which
   * they are read.
   *
   * @param name of the file
   */
  Written write(String query, String name) throws InterruptedException;

  /** A file in the scratch folder and what it holds. */
  record Written(Path file, Profile profile) {}
}
