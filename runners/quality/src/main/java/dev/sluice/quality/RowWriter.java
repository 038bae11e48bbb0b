package dev.sluice.quality;

import dev.sluice.lake.ParquetFolder;
import dev.sluice.lake.Profile;
import java.io.IOException;

/** What an engine that reads datasets can do with their rows. */
@FunctionalInterface
public interface RowWriter {

  /**
   * Writes the rows of a query as Parquet files, at least one, also when there are none.
   *
   * @param name of the folder that they are written to
   */
  Written write(String query, String name) throws InterruptedException, IOException;

  /**
   * Files in the scratch folder and what they hold.
   *
   * @param finish counts the rows of a file
   */
  record Written(ParquetFolder files, ParquetFolder.Finish finish, Profile profile) {}
}
