package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** A reconciler that wants to know when a resource of its kind is gone. */
public interface DeletionListener<R extends HasMetadata> {

  /** Called once the caches do not hold the resource any more; must not block. */
  void gone(R resource);
}
