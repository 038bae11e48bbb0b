package dev.sluice.protocol;

import java.util.List;

/**
 * Turns datasets into a dataset with one SQL query.
 *
 * @param inputs datasets, each readable in the query as a view of its name
 * @param sql one SELECT in the dialect of Spark SQL
 * @param output the dataset that the rows become, as Parquet
 */
public record TransformStep(List<Input> inputs, String sql, DatasetTarget output) {

  public TransformStep {
    inputs = List.copyOf(inputs);
  }

  /** A dataset and the name of its view. */
  public record Input(String name, DatasetRef from) {}
}
