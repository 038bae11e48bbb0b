package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets one reconciler wake a resource of another one. */
public final class Signals {

  private final Map<Class<?>, SimpleInboundEventSource<?>> sources = new ConcurrentHashMap<>();

  /** The event source through which a reconciler of this kind is woken. */
  public <P extends HasMetadata> SimpleInboundEventSource<P> source(Class<P> type) {
    SimpleInboundEventSource<P> source =
        new SimpleInboundEventSource<>(type.getSimpleName() + "-signals");
    sources.put(type, source);
    return source;
  }

  /** Has a resource reconciled soon; nothing happens when there is none of that name. */
  public void wake(Class<? extends HasMetadata> type, String namespace, String name) {
    SimpleInboundEventSource<?> source = sources.get(type);
    if (source != null && source.isRunning()) {
      source.propagateEvent(new ResourceID(name, namespace));
    }
  }
}
