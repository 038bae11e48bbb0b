package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.api.v1alpha1.WarehouseSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who uses the connections whose parallelism is limited, over all runs. It lives in memory and is
 * rebuilt from the pods that exist.
 */
public final class Slots {

  private final Connections connections;
  private final Map<String, Set<String>> holders = new HashMap<>();
  private final Map<String, Set<Runnable>> waiting = new HashMap<>();

  public Slots(Connections connections) {
    this.connections = connections;
  }

  /** How many tasks may use a warehouse at the same time; null: as many as like. */
  public static @Nullable Integer limit(WarehouseSpec warehouse) {
    return warehouse.duckdb() != null ? Integer.valueOf(1) : warehouse.parallelism();
  }

  /**
   * Takes a place at each connection for a pod, or none at all.
   *
   * @param uses connections, as {@code warehouse/name} or {@code store/name}
   * @param wake called once when a place may have become free
   * @return null when the pod has its places, else the connection that has none
   */
  public synchronized @Nullable String acquire(
      String namespace, List<String> uses, String pod, Runnable wake) {
    for (String use : uses) {
      Set<String> users = holders.getOrDefault(key(namespace, use), Set.of());
      Integer limit = limit(namespace, use);
      if (limit != null && !users.contains(pod) && users.size() >= limit) {
        waiting.computeIfAbsent(key(namespace, use), k -> new LinkedHashSet<>()).add(wake);
        return use;
      }
    }
    hold(namespace, uses, pod);
    return null;
  }

  /** Records that a pod has its places, because it exists. */
  public synchronized void hold(String namespace, List<String> uses, String pod) {
    for (String use : uses) {
      holders.computeIfAbsent(key(namespace, use), k -> new LinkedHashSet<>()).add(pod);
    }
  }

  /** Gives back the places of a pod and wakes those that wait for them. */
  public void release(String namespace, List<String> uses, String pod) {
    List<Runnable> wake = new ArrayList<>();
    synchronized (this) {
      for (String use : uses) {
        String key = key(namespace, use);
        Set<String> users = holders.get(key);
        if (users != null && users.remove(pod)) {
          Set<Runnable> waiters = waiting.remove(key);
          if (waiters != null) {
            wake.addAll(waiters);
          }
        }
      }
    }
    wake.forEach(Runnable::run);
  }

  private @Nullable Integer limit(String namespace, String use) {
    String name = use.substring(use.indexOf('/') + 1);
    if (use.startsWith("store/")) {
      ObjectStore store = connections.store(namespace, name);
      return store == null ? null : store.getSpec().parallelism();
    }
    Warehouse warehouse = connections.warehouse(namespace, name);
    return warehouse == null ? null : limit(warehouse.getSpec());
  }

  private static String key(String namespace, String use) {
    return namespace + "/" + use;
  }
}
