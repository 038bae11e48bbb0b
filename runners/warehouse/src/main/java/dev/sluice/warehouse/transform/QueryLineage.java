package dev.sluice.warehouse.transform;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Lineage;
import dev.sluice.warehouse.duckdb.DuckDbQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Says which datasets a transform on DuckDB read and wrote.
 *
 * <p>Which columns a value comes from is not said: DuckDB shows a query as it is written, not what
 * the names in it stand for.
 */
final class QueryLineage {

  private final List<Lineage.Dataset> inputs;

  private QueryLineage(List<Lineage.Dataset> inputs) {
    this.inputs = inputs;
  }

  /**
   * @param snapshots by the names that they have in {@code queries}
   * @param stores open stores by the name that they have in the request
   */
  static QueryLineage read(
      Map<String, Snapshot> snapshots,
      Function<String, ObjectStore> stores,
      DuckDbQueries queries) {
    List<Lineage.Dataset> inputs = new ArrayList<>();
    snapshots.forEach(
        (name, snapshot) -> {
          Lineage.Dataset input =
              snapshot.lineage(stores.apply(snapshot.ref().store()).connection());
          // No manifest says the columns of text or foreign Parquet: DuckDB found them.
          inputs.add(
              input.fields().isEmpty()
                  ? input.with(
                      queries.columns(name).stream()
                          .map(column -> new Lineage.Field(column.name(), column.type()))
                          .toList())
                  : input);
        });
    return new QueryLineage(inputs);
  }

  /**
   * The lineage.
   *
   * @param outputs that are visible by now
   */
  Lineage of(List<Lineage.Dataset> outputs) {
    return Lineage.of(inputs, outputs);
  }
}
