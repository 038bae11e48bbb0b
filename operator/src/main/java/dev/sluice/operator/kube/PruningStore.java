package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;

/** Keeps resources without the bookkeeping of the API server, which nobody here reads. */
public final class PruningStore<T extends HasMetadata> extends BasicItemStore<T> {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  public PruningStore() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public T put(String key, T resource) {
    resource.getMetadata().setManagedFields(List.of());
    if (resource.getMetadata().getAnnotations() != null) {
      resource.getMetadata().getAnnotations().remove(LAST_APPLIED);
    }
    return super.put(key, resource);
  }
}
