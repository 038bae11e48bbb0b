package dev.sluice.warehouse.transform;

import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.TransformStep;
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
  private final Function<String, ObjectStore> stores;

  private QueryLineage(List<Lineage.Dataset> inputs, Function<String, ObjectStore> stores) {
    this.inputs = inputs;
    this.stores = stores;
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
    return new QueryLineage(inputs, stores);
  }

  /**
   * The lineage.
   *
   * @param written what is visible by now
   */
  Lineage of(Map<TransformStep.Output, Manifest> written) {
    List<Lineage.Dataset> outputs = new ArrayList<>();
    written.forEach(
        (output, manifest) ->
            outputs.add(
                Lineage.Dataset.stored(
                        stores.apply(output.target().store()).connection(), output.target().path())
                    .with(fields(manifest.format()))
                    .with(manifest.rows(), manifest.bytes())));
    return Lineage.of(inputs, outputs);
  }

  private static List<Lineage.Field> fields(Format format) {
    return format.columns().stream().map(c -> new Lineage.Field(c.name(), c.type())).toList();
  }
}
