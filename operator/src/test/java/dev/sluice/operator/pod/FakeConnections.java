package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.ObjectStoreSpec;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.api.v1alpha1.WarehouseSpec;
import dev.sluice.operator.Definitions;
import dev.sluice.operator.kube.Revisions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connections that a test sets, the same in every namespace. */
final class FakeConnections implements Connections {

  private final Map<String, ObjectStore> stores = new HashMap<>();
  private final Map<String, Warehouse> warehouses = new HashMap<>();

  FakeConnections withStore(String name, String spec) {
    ObjectStore store = new ObjectStore();
    store.setSpec(Revisions.spec(Definitions.yaml(spec), ObjectStoreSpec.class));
    stores.put(name, store);
    return this;
  }

  FakeConnections withWarehouse(String name, String spec) {
    Warehouse warehouse = new Warehouse();
    warehouse.setSpec(Revisions.spec(Definitions.yaml(spec), WarehouseSpec.class));
    warehouses.put(name, warehouse);
    return this;
  }

  @Override
  public @Nullable ObjectStore store(String namespace, String name) {
    return stores.get(name);
  }

  @Override
  public @Nullable Warehouse warehouse(String namespace, String name) {
    return warehouses.get(name);
  }
}
