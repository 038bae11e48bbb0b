package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What our own status writes returned, until the watch has caught up: the framework's caches may be
 * older than that.
 */
final class StatusOverlay {

  private final Map<String, HasMetadata> written = new ConcurrentHashMap<>();

  /** The newer of the cached resource and of what we wrote. */
  @SuppressWarnings("unchecked")
  <T extends HasMetadata> T newest(T cached) {
    HasMetadata ours = written.get(cached.getMetadata().getUid());
    if (ours == null) {
      return cached;
    }
    if (version(cached) >= version(ours)) {
      written.remove(cached.getMetadata().getUid(), ours);
      return cached;
    }
    return (T) ours;
  }

  /** Records what a write returned. */
  void record(HasMetadata resource) {
    written.merge(
        resource.getMetadata().getUid(),
        resource,
        (old, next) -> version(next) >= version(old) ? next : old);
  }

  /** Forgets a resource that is gone. */
  void forget(String uid) {
    written.remove(uid);
  }

  private static long version(HasMetadata resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }
}
