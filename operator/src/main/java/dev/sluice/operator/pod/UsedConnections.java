package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.Reasons;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connections that the pod of an attempt uses: mounted, and described for its request. */
final class UsedConnections {

  private final Attempt attempt;
  private final Connections connections;
  private final Mounts mounts = new Mounts();
  private final Map<String, StoreConnection> stores = new LinkedHashMap<>();
  private final Map<String, WarehouseConnection> warehouses = new LinkedHashMap<>();
  private final List<String> limited = new ArrayList<>();

  UsedConnections(Attempt attempt, Connections connections) {
    this.attempt = attempt;
    this.connections = connections;
  }

  Mounts mounts() {
    return mounts;
  }

  Map<String, StoreConnection> stores() {
    return stores;
  }

  Map<String, WarehouseConnection> warehouses() {
    return warehouses;
  }

  /** Those with limited parallelism, as {@code warehouse/name} or {@code store/name}. */
  List<String> limited() {
    return limited;
  }

  /**
   * Uses a store.
   *
   * @throws Requests.Unresolved when there is none of that name
   */
  void store(String name) {
    if (stores.containsKey(name)) {
      return;
    }
    ObjectStore store = connections.store(attempt.namespace(), name);
    if (store == null) {
      throw new Requests.Unresolved(
          Reasons.CONNECTION_NOT_FOUND,
          attempt.task().step()
              + " needs ObjectStore "
              + name
              + ", which does not exist in this namespace: apply it, or correct the name.");
    }
    stores.put(name, mounts.store(name, store.getSpec()));
    if (store.getSpec().parallelism() != null) {
      limited.add("store/" + name);
    }
  }

  /**
   * Uses a warehouse.
   *
   * @throws Requests.Unresolved when there is none of that name
   */
  void warehouse(String name) {
    if (warehouses.containsKey(name)) {
      return;
    }
    Warehouse warehouse = connections.warehouse(attempt.namespace(), name);
    if (warehouse == null) {
      throw new Requests.Unresolved(
          Reasons.CONNECTION_NOT_FOUND,
          attempt.task().step()
              + " needs Warehouse "
              + name
              + ", which does not exist in this namespace: apply it, or correct the name.");
    }
    warehouses.put(name, mounts.warehouse(name, warehouse.getSpec()));
    if (Slots.limit(warehouse.getSpec()) != null) {
      limited.add("warehouse/" + name);
    }
  }
}
