package dev.sluice.operator.kube;

import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/**
 * Makes pods, each at most once: a pod of that name and owner that exists already is as good as one
 * that was just made.
 */
public final class PodCreation {

  private final KubeApi api;
  private final PodCache pods;
  private final Slots slots;

  public PodCreation(KubeApi api, PodCache pods, Slots slots) {
    this.api = api;
    this.pods = pods;
    this.slots = slots;
  }

  /** What came of it. */
  public sealed interface Result {}

  /** The pod is there, and in the cache. */
  public record There() implements Result {}

  /** There is no free place at this connection; the caller is woken when there may be one. */
  public record NoPlace(String connection) implements Result {}

  /** A pod of that name belongs to somebody else. */
  public record Taken(PodObservation other) implements Result {}

  /** A pod of that name was there, and was gone when it was looked at. */
  public record Fleeting() implements Result {}

  /** The API server does not want it. */
  public record Refused(int code, String message) implements Result {}

  /**
   * Makes a pod, with a place at each connection of limited parallelism.
   *
   * @param limited these connections, as {@code warehouse/name} or {@code store/name}
   * @param wake called when it is worth to try again, or to look at a pod that existed
   */
  public Result create(Pod pod, String ownerUid, List<String> limited, Runnable wake) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    String full = slots.acquire(namespace, limited, name, wake);
    if (full != null) {
      return new NoPlace(full);
    }
    Result result;
    try {
      result = create(pod, ownerUid, wake);
    } catch (KubernetesClientException e) {
      // Should the pod exist all the same, its watch takes the places again.
      slots.release(namespace, limited, name);
      throw e;
    }
    if (!(result instanceof There)) {
      slots.release(namespace, limited, name);
    }
    return result;
  }

  private Result create(Pod pod, String ownerUid, Runnable wake) {
    KubeApi.Answer<PodObservation> answer = api.createPod(pod);
    boolean existed = answer.code() == 409;
    if (existed) {
      answer = api.getPod(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }
    if (existed && answer.code() == 404) {
      return new Fleeting();
    }
    if (!answer.isOk()) {
      return new Refused(answer.code(), answer.message());
    }
    if (!answer.get().ownerUid().equals(ownerUid)) {
      return new Taken(answer.get());
    }
    pods.record(answer.get());
    if (existed) {
      // It may have ended already, and its watch has nothing new to say.
      wake.run();
    }
    return new There();
  }
}
