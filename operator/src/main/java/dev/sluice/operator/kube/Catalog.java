package dev.sluice.operator.kube;

import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.pod.Connections;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All resources of ours, from the caches that the reconcilers fill anyway: no kind is watched
 * twice.
 */
public final class Catalog implements Connections {

  private final Map<Class<?>, Cache<?>> caches = new ConcurrentHashMap<>();
  private final StatusOverlay overlay = new StatusOverlay();

  /** Makes the cache of a reconciler known to all others. */
  public <T extends HasMetadata> void register(Class<T> type, Cache<T> cache) {
    caches.put(type, cache);
  }

  /** One resource, or null when there is none. */
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> @Nullable T find(Class<T> type, String namespace, String name) {
    Cache<T> cache = (Cache<T>) caches.get(type);
    return cache == null
        ? null
        : cache.get(new ResourceID(name, namespace)).map(overlay::newest).orElse(null);
  }

  /** All resources of a kind in a namespace. */
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> Stream<T> list(Class<T> type, String namespace) {
    Cache<T> cache = (Cache<T>) caches.get(type);
    return cache == null
        ? Stream.empty()
        : cache
            .list(resource -> namespace.equals(resource.getMetadata().getNamespace()))
            .map(overlay::newest);
  }

  /** The newer of a cached resource and of what a write of ours returned. */
  public <T extends HasMetadata> T newest(T cached) {
    return overlay.newest(cached);
  }

  /** Records what a write of ours returned: everybody sees it from now on. */
  public void record(HasMetadata written) {
    overlay.record(written);
  }

  /** Forgets a resource that is gone. */
  public void forget(HasMetadata resource) {
    overlay.forget(resource.getMetadata().getUid());
  }

  /** The definition of a step, or null when there is none. */
  public @Nullable CustomResource<? extends StepSpec, StepStatus> step(
      String namespace, StepId step) {
    return find(step.kind().resourceType(), namespace, step.name());
  }

  @Override
  public @Nullable ObjectStore store(String namespace, String name) {
    return find(ObjectStore.class, namespace, name);
  }

  @Override
  public @Nullable Warehouse warehouse(String namespace, String name) {
    return find(Warehouse.class, namespace, name);
  }

  public @Nullable Pipeline pipeline(String namespace, String name) {
    return find(Pipeline.class, namespace, name);
  }

  public Stream<PipelineRun> runs(String namespace) {
    return list(PipelineRun.class, namespace);
  }
}
