package dev.sluice.operator.connection;

import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;

/** Finds out whether warehouses can be used. */
@ControllerConfiguration(name = "warehouses", informer = @Informer)
public final class WarehouseReconciler extends ConnectionReconciler<Warehouse>
    implements Reconciler<Warehouse> {

  private final ConnectionTools tools;

  public WarehouseReconciler(ConnectionTools tools) {
    super(Warehouse.class, tools);
    this.tools = tools;
  }

  @Override
  protected String typeOf(Warehouse warehouse) {
    if (warehouse.getSpec().snowflake() != null) {
      return "Snowflake";
    }
    if (warehouse.getSpec().redshift() != null) {
      return "Redshift";
    }
    return warehouse.getSpec().postgresql() == null ? "DuckDB" : "PostgreSQL";
  }

  @Override
  protected Pod probe(Warehouse warehouse, String podName, OwnerReference owner) {
    return tools
        .factory()
        .probe(
            warehouse.getMetadata().getNamespace(),
            podName,
            owner,
            warehouse.getMetadata().getName(),
            warehouse.getSpec());
  }

  /** A probe opens the database, so it queues like a task where only some may do so at a time. */
  @Override
  protected List<String> uses(Warehouse warehouse) {
    return Slots.limit(warehouse.getSpec()) == null
        ? List.of()
        : List.of("warehouse/" + warehouse.getMetadata().getName());
  }

  @Override
  protected String needs(Warehouse warehouse) {
    return warehouse.getSpec().duckdb() == null
        ? "its image and its Secret"
        : "PersistentVolumeClaim " + warehouse.getSpec().duckdb().claimName();
  }

  @Override
  protected boolean isStore() {
    return false;
  }
}
