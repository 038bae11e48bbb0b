package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes the status of definitions and connections: only when it has changed, and what is not
 * urgent at most once in five seconds for each resource.
 */
public final class StatusWriter<S, T extends CustomResource<?, S>> {

  private static final Duration WINDOW = Duration.ofSeconds(5);

  private final KubeApi api;
  private final Catalog catalog;
  private final Clock clock;
  private final Class<T> type;
  private final Map<String, Instant> lastWrite = new ConcurrentHashMap<>();

  public StatusWriter(KubeApi api, Catalog catalog, Clock clock, Class<T> type) {
    this.api = api;
    this.catalog = catalog;
    this.clock = clock;
    this.type = type;
  }

  /** The resource with the newest status that is known. */
  public T newest(T cached) {
    return catalog.newest(cached);
  }

  /**
   * Writes a status.
   *
   * @param urgent whether others wait for it: it is written at once
   * @return how long to wait before trying again; zero: it is written, or was so already
   */
  public Duration write(T resource, S status, boolean urgent) {
    if (Objects.equals(resource.getStatus(), status)) {
      return Duration.ZERO;
    }
    String uid = resource.getMetadata().getUid();
    Instant now = clock.instant();
    Instant last = lastWrite.get(uid);
    if (!urgent && last != null && now.isBefore(last.plus(WINDOW))) {
      return Duration.between(now, last.plus(WINDOW)).plusMillis(1);
    }
    KubeApi.Answer<T> answer = api.putStatus(resource, status, type);
    if (answer.isOk()) {
      catalog.record(answer.get());
      lastWrite.put(uid, now);
      return Duration.ZERO;
    }
    if (answer.code() == 404) {
      forget(resource);
      return Duration.ZERO;
    }
    if (answer.code() == 409) {
      KubeApi.Answer<T> fresh =
          api.get(type, resource.getMetadata().getNamespace(), resource.getMetadata().getName());
      if (fresh.isOk()) {
        catalog.record(fresh.get());
      }
      return Duration.ofMillis(20);
    }
    throw new KubernetesClientException(answer.message(), answer.code(), null);
  }

  /** Forgets a resource that is gone. */
  public void forget(HasMetadata resource) {
    catalog.forget(resource);
    lastWrite.remove(resource.getMetadata().getUid());
  }
}
