package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLineageTest {

  @TempDir Path target;

  @Test
  void modelReadsSourcesAndWhatEphemeralModelsRead() throws Exception {
    Files.writeString(
        target.resolve("manifest.json"),
        """
        {"metadata": {}, "nodes": {
          "model.shop.clean": {"database": "wh", "schema": "marts", "alias": "clean",
            "relation_name": null, "depends_on": {"macros": ["m"], "nodes": ["source.shop.raw.orders"]}},
          "model.shop.orders": {"database": "wh", "schema": "marts", "alias": "fact_orders",
            "relation_name": "wh.marts.fact_orders", "config": {"schema": "wrong"},
            "depends_on": {"nodes": ["model.shop.clean", "seed.shop.countries"]}},
          "seed.shop.countries": {"database": "wh", "schema": "seeds", "alias": "countries",
            "relation_name": "wh.seeds.countries", "depends_on": {"macros": []}}},
         "sources": {"source.shop.raw.orders": {"database": "wh", "schema": "raw",
            "identifier": "orders_v2", "relation_name": "wh.raw.orders_v2"}}}""");
    WarehouseConnection warehouse =
        WarehouseConnection.of(new WarehouseConnection.DuckDb("/data/wh.duckdb"));

    Lineage lineage =
        ModelLineage.read(
            warehouse,
            target,
            List.of(
                result("model.shop.orders", NodeResult.Status.PASSED, 5L),
                result("model.shop.broken", NodeResult.Status.ERRORED, null),
                result("test.shop.not_null.123", NodeResult.Status.PASSED, null)));

    assertThat(lineage.parts())
        .containsExactly(
            new Lineage.Part(
                "orders",
                List.of(table("raw.orders_v2"), table("seeds.countries")),
                List.of(table("marts.fact_orders").with(5, null))));
  }

  private static Lineage.Dataset table(String name) {
    return new Lineage.Dataset("duckdb:///data/wh.duckdb", "wh." + name);
  }

  private static NodeResult result(String id, NodeResult.Status status, Long rows) {
    return NodeResult.of(id, status, 1, rows, 0, null);
  }
}
