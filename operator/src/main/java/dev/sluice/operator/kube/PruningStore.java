package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps resources without the bookkeeping of the API server, which nobody here reads, and says when
 * one of them is gone: the framework tells reconcilers so only of resources with a finalizer.
 */
public final class PruningStore<T extends HasMetadata> extends BasicItemStore<T> {

  private static final Logger log = LoggerFactory.getLogger(PruningStore.class);
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final Consumer<T> gone;

  public PruningStore(Consumer<T> gone) {
    super(Cache::metaNamespaceKeyFunc);
    this.gone = gone;
  }

  @Override
  public T put(String key, T resource) {
    resource.getMetadata().setManagedFields(List.of());
    if (resource.getMetadata().getAnnotations() != null) {
      resource.getMetadata().getAnnotations().remove(LAST_APPLIED);
    }
    return super.put(key, resource);
  }

  @Override
  public @Nullable T remove(String key) {
    T removed = super.remove(key);
    if (removed != null) {
      try {
        gone.accept(removed);
      } catch (RuntimeException e) {
        log.error("The end of {} is left out of account", key, e);
      }
    }
    return removed;
  }
}
