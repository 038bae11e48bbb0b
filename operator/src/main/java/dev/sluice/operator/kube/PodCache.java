package dev.sluice.operator.kube;

import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pods that the operator made, by owner: the newest of what a watch and the answers to our own
 * requests said, so that a reconciler reads its own writes.
 */
public final class PodCache {

  private final Map<String, Map<String, PodObservation>> byOwner = new ConcurrentHashMap<>();
  private final Slots slots;
  private final List<PodWatch> watches = new ArrayList<>();
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
      watches.add(new PodWatch(client, null, new Watched(null)));
    }
    for (String namespace : namespaces) {
      watches.add(new PodWatch(client, namespace, new Watched(namespace)));
    }
    watches.forEach(PodWatch::start);
  }

  /** Whether all watches are alive. */
  public boolean isHealthy() {
    return watches.stream().allMatch(PodWatch::isHealthy);
  }

  public void stop() {
    watches.forEach(PodWatch::close);
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
  public void record(PodObservation pod) {
    put(pod);
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

  /** What the watch of one namespace, or of all, says. */
  final class Watched implements PodWatch.Listener {
    private final @Nullable String namespace;

    Watched(@Nullable String namespace) {
      this.namespace = namespace;
    }

    @Override
    public void changed(PodObservation pod) {
      if (isKnown(pod)) {
        // The answer to our own request has said so already, and was acted on.
        return;
      }
      put(pod);
      listener.accept(pod);
    }

    @Override
    public void gone(PodObservation pod) {
      remove(pod);
      listener.accept(pod);
    }

    /** Pods that are not in the list have gone while nobody watched, unless they are newer. */
    @Override
    public void listed(PodPage all) {
      Set<String> there = new HashSet<>();
      for (PodObservation pod : all.pods()) {
        there.add(pod.uid());
        changed(pod);
      }
      long version = Long.parseLong(all.version());
      byOwner.values().stream()
          .flatMap(pods -> pods.values().stream())
          .filter(pod -> namespace == null || namespace.equals(pod.namespace()))
          .filter(pod -> pod.version() <= version && !there.contains(pod.uid()))
          .toList()
          .forEach(this::gone);
    }
  }
}
