package dev.sluice.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a runner is told about one attempt of one task: the resolved step, the run, and the
 * connections it needs, without any secret value.
 *
 * <p>It reaches the runner as JSON in the environment variable {@value #ENV}. Exactly one of {@code
 * ingest}, {@code transform}, {@code quality}, {@code load}, {@code model}, {@code notification}
 * and {@code probe} is set. Variables such as {@code $(run.date)} are already replaced.
 *
 * @param protocolVersion {@link #PROTOCOL_VERSION}; a runner refuses any other
 * @param run which run, task and attempt this is
 * @param stores object stores by the name of their ObjectStore resource
 * @param warehouses warehouses by the name of their Warehouse resource
 * @param report where the runner's log and full report go; absent for probes
 */
public record StepRequest(
    int protocolVersion,
    RunContext run,
    Map<String, StoreConnection> stores,
    Map<String, WarehouseConnection> warehouses,
    @Nullable ReportTarget report,
    @Nullable IngestStep ingest,
    @Nullable TransformStep transform,
    @Nullable QualityStep quality,
    @Nullable LoadStep load,
    @Nullable ModelStep model,
    @Nullable NotifyStep notification,
    @Nullable ProbeStep probe) {

  /** The version of this contract; raised when a runner of the old one would misread a request. */
  public static final int PROTOCOL_VERSION = 1;

  /** Environment variable that holds the request as JSON. */
  public static final String ENV = "SLUICE_STEP";

  public StepRequest {
    stores = stores == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(stores));
    warehouses =
        warehouses == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(warehouses));
  }

  /** The store with this name; a request that lacks a store it refers to is the operator's bug. */
  public StoreConnection store(String name) {
    StoreConnection store = stores.get(name);
    if (store == null) {
      throw new StepFailure.Crash("The request names store " + name + " but does not describe it.");
    }
    return store;
  }

  /** The warehouse with this name; a request that lacks one it refers to is the operator's bug. */
  public WarehouseConnection warehouse(String name) {
    WarehouseConnection warehouse = warehouses.get(name);
    if (warehouse == null) {
      throw new StepFailure.Crash(
          "The request names warehouse " + name + " but does not describe it.");
    }
    return warehouse;
  }
}
