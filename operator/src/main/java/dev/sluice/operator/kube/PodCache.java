package dev.sluice.operator.kube;

import dev.sluice.operator.pod.Labels;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods that the operator made, by owner: the newest of what a watch and the answers to our own
 * requests said, so that a reconciler reads its own writes.
 */
public final class PodCache {

  private static final Logger log = LoggerFactory.getLogger(PodCache.class);

  private final Map<String, Map<String, PodObservation>> byOwner = new ConcurrentHashMap<>();
  private final Slots slots;
  private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();
  private final Map<String, Map<String, PodObservation>> vanished = new ConcurrentHashMap<>();
  private volatile Consumer<PodObservation> listener = pod -> {};
  private volatile Predicate<PodObservation> news = pod -> false;

  public PodCache(Slots slots) {
    this.slots = slots;
  }

  /**
   * Says who is told of each change. Must be called before {@link #start}.
   *
   * @param news whether a pod that vanishes is not accounted for yet: it is remembered, or its
   *     attempt would be made again
   */
  public void listen(Consumer<PodObservation> listener, Predicate<PodObservation> news) {
    this.listener = listener;
    this.news = news;
  }

  /** Watches, and returns when the cache holds all pods that exist. */
  public void start(KubernetesClient client, Collection<String> namespaces) {
    if (namespaces.isEmpty()) {
      informers.add(
          client
              .pods()
              .inAnyNamespace()
              .withLabel(Labels.MANAGED_BY, Labels.SLUICE)
              .runnableInformer(0));
    }
    for (String namespace : namespaces) {
      informers.add(
          client
              .pods()
              .inNamespace(namespace)
              .withLabel(Labels.MANAGED_BY, Labels.SLUICE)
              .runnableInformer(0));
    }
    for (SharedIndexInformer<Pod> informer : informers) {
      informer.itemStore(new ObservedStore());
      informer.addEventHandler(new Handler());
      informer.exceptionHandler((isStarted, e) -> true);
      informer.run();
    }
  }

  /** Whether all watches are alive. */
  public boolean isHealthy() {
    return informers.stream().allMatch(SharedIndexInformer::isWatching);
  }

  public void stop() {
    informers.forEach(SharedIndexInformer::stop);
  }

  /** The pods of a run or connection, by name; also those that vanished and still are news. */
  public Map<String, PodObservation> of(String ownerUid) {
    Map<String, PodObservation> live = byOwner.getOrDefault(ownerUid, Map.of());
    Map<String, PodObservation> gone = vanished.getOrDefault(ownerUid, Map.of());
    if (gone.isEmpty()) {
      return Map.copyOf(live);
    }
    Map<String, PodObservation> all = new HashMap<>(gone);
    all.putAll(live);
    return Map.copyOf(all);
  }

  /** Forgets the pods that vanished, because all is accounted for. */
  public void forgetVanished(String ownerUid) {
    vanished.remove(ownerUid);
  }

  /** Records what an answer of the API server said. */
  public PodObservation record(Pod pod) {
    PodObservation observed = PodObservation.of(pod);
    put(observed);
    return observed;
  }

  /** Records that an answer of the API server said that a pod is gone. */
  public void recordGone(PodObservation pod) {
    remove(pod);
  }

  /** Forgets the pods of an owner that is gone. */
  public void forget(String ownerUid) {
    byOwner.remove(ownerUid);
    vanished.remove(ownerUid);
  }

  private void put(PodObservation pod) {
    // What is recorded may be older than what the watch said meanwhile, and the newest one counts.
    byOwner.compute(
        pod.ownerUid(),
        (owner, known) -> {
          Map<String, PodObservation> pods = known == null ? new ConcurrentHashMap<>() : known;
          PodObservation newest =
              pods.merge(
                  pod.name(), pod, (old, next) -> next.version() >= old.version() ? next : old);
          if (!newest.phase().isTerminal()) {
            slots.hold(newest.namespace(), newest.uses(), newest.name());
          }
          return pods;
        });
    PodObservation newest = of(pod.ownerUid()).get(pod.name());
    if (newest == null || newest.phase().isTerminal()) {
      slots.release(pod.namespace(), pod.uses(), pod.name());
    }
  }

  private boolean isKnown(PodObservation pod) {
    PodObservation known = byOwner.getOrDefault(pod.ownerUid(), Map.of()).get(pod.name());
    return known != null && known.version() == pod.version();
  }

  private void remove(PodObservation pod) {
    if (news.test(pod)) {
      vanished
          .computeIfAbsent(pod.ownerUid(), owner -> new ConcurrentHashMap<>())
          .put(pod.name(), pod.vanished());
    }
    byOwner.computeIfPresent(
        pod.ownerUid(),
        (owner, pods) -> {
          pods.computeIfPresent(
              pod.name(), (name, known) -> known.uid().equals(pod.uid()) ? null : known);
          return pods.isEmpty() ? null : pods;
        });
    slots.release(pod.namespace(), pod.uses(), pod.name());
  }

  private final class Handler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      changed(pod);
    }

    @Override
    public void onUpdate(Pod old, Pod pod) {
      changed(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
      handle(
          pod,
          observed -> {
            remove(observed);
            listener.accept(observed);
          });
    }

    private void changed(Pod pod) {
      handle(
          pod,
          observed -> {
            if (isKnown(observed)) {
              // The answer to our own request has said so already, and was acted on.
              return;
            }
            put(observed);
            listener.accept(observed);
          });
    }

    /** One odd pod must not end the watch that all runs live on. */
    private void handle(Pod pod, Consumer<PodObservation> change) {
      try {
        PodObservation observed = PodObservation.of(pod);
        change.accept(observed);
      } catch (RuntimeException e) {
        log.error(
            "Pod {}/{} is left out of account",
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            e);
      }
    }
  }

  /**
   * Keeps of each pod what an observation needs: at its start an informer hands out what is stored
   * here, not what it has read.
   */
  private static final class ObservedStore extends BasicItemStore<Pod> {
    ObservedStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public Pod put(String key, Pod pod) {
      Pod kept = new PodBuilder(pod).withSpec(null).build();
      kept.getMetadata().setManagedFields(List.of());
      return super.put(key, kept);
    }
  }
}
