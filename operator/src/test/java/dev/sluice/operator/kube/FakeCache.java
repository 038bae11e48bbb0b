package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A cache of a watch that is filled by hand. */
public final class FakeCache<T extends HasMetadata> implements Cache<T> {

  private final Map<ResourceID, T> resources = new LinkedHashMap<>();

  public void put(T resource) {
    resources.put(ResourceID.fromResource(resource), resource);
  }

  public void remove(T resource) {
    resources.remove(ResourceID.fromResource(resource));
  }

  @Override
  public Optional<T> get(ResourceID id) {
    return Optional.ofNullable(resources.get(id));
  }

  @Override
  public Stream<ResourceID> keys() {
    return resources.keySet().stream();
  }

  @Override
  public Stream<T> list(Predicate<T> predicate) {
    return resources.values().stream().filter(predicate);
  }
}
