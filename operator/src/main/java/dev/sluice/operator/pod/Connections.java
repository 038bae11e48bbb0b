package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.Warehouse;
import org.jspecify.annotations.Nullable;

/** Finds the connections of a namespace. */
public interface Connections {
  @Nullable ObjectStore store(String namespace, String name);

  @Nullable Warehouse warehouse(String namespace, String name);
}
