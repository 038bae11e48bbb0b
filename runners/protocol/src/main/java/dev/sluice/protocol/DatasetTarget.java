package dev.sluice.protocol;

import java.util.List;

/**
 * A dataset that a runner publishes.
 *
 * @param dataset name for messages
 * @param store name of a store in the request
 * @param path of the dataset below the store's prefix, without slashes at its ends
 * @param partitionBy columns that become folders ({@code decade=1990}); {@code run_date} among them
 *     makes the dataset sliced: the run's date is its value and the run replaces only this slice
 */
public record DatasetTarget(String dataset, String store, String path, List<String> partitionBy) {

  /** The partition column that slices a dataset by the date of the run. */
  public static final String RUN_DATE = "run_date";

  public DatasetTarget {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
  }

  /** Whether each run replaces only the slice of its date. */
  public boolean sliced() {
    return partitionBy.contains(RUN_DATE);
  }
}
