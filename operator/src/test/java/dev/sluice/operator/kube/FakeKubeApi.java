package dev.sluice.operator.kube;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.PipelineRunStatus;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An API server in memory: names are unique, versions grow, and a caller may die at any call. */
public final class FakeKubeApi implements KubeApi {

  /** The process of the caller died. */
  public static final class Crash extends RuntimeException {}

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final Clock clock;
  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();
  private final List<HasMetadata> changes = new ArrayList<>();
  private final Map<String, Integer> podsMade = new TreeMap<>();
  private Consumer<Pod> onPodCreated = pod -> {};
  private long version = 100;
  private int crashAfter = -1;

  public FakeKubeApi(Clock clock) {
    this.clock = clock;
  }

  /**
   * Lets the caller die after so many half calls: before a request arrives, or before its answer.
   */
  public void crashAfter(int halfCalls) {
    crashAfter = halfCalls;
  }

  public void onPodCreated(Consumer<Pod> check) {
    onPodCreated = check;
  }

  /** How often a pod of each name was made. */
  public Map<String, Integer> podsMade() {
    return podsMade;
  }

  /** All that a watch would have sent, oldest first; what is gone has a deletion timestamp. */
  public List<HasMetadata> changes() {
    return changes;
  }

  public <T> List<T> all(Class<T> type) {
    return objects.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Changes an object as somebody else would. */
  public <T extends HasMetadata> void change(T object, Consumer<T> change) {
    T copy = serialization.clone(object);
    change.accept(copy);
    store(copy);
  }

  /** Removes an object as the last act of its deletion. */
  public void remove(HasMetadata object) {
    HasMetadata copy = serialization.clone(object);
    copy.getMetadata().setDeletionTimestamp(clock.instant().toString());
    copy.getMetadata().setResourceVersion(String.valueOf(++version));
    objects.remove(key(object));
    changes.add(copy);
  }

  public void store(HasMetadata object) {
    object.getMetadata().setResourceVersion(String.valueOf(++version));
    objects.put(key(object), object);
    changes.add(object);
  }

  private static String key(HasMetadata object) {
    return key(object.getClass(), object.getMetadata().getName());
  }

  private static String key(Class<?> type, String name) {
    return type.getSimpleName() + "/" + name;
  }

  private void mayCrash() {
    if (crashAfter == 0) {
      crashAfter = -1;
      throw new Crash();
    }
    crashAfter = crashAfter > 0 ? crashAfter - 1 : crashAfter;
  }

  private <T extends HasMetadata> Answer<T> found(Class<T> type, String name) {
    T object = type.cast(objects.get(key(type, name)));
    return object == null
        ? new Answer<>(404, null, name + " not found")
        : new Answer<>(200, serialization.clone(object), "");
  }

  @Override
  public Answer<PodObservation> createPod(Pod pod) {
    return observed(create(pod, Pod.class));
  }

  @Override
  public Answer<PodObservation> getPod(String namespace, String name) {
    return observed(get(Pod.class, namespace, name));
  }

  private static Answer<PodObservation> observed(Answer<Pod> answer) {
    Pod pod = answer.body();
    return new Answer<>(answer.code(), pod == null ? null : observe(pod), answer.message());
  }

  /** What is observed of a pod as the API server would send it. */
  public static PodObservation observe(Pod pod) {
    return PodReader.read(Serialization.asJson(pod).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Answer<Void> deletePod(PodObservation seen) {
    mayCrash();
    Answer<Pod> answer = found(Pod.class, seen.name());
    if (answer.isOk()) {
      String current = answer.get().getMetadata().getResourceVersion();
      if (!current.equals(String.valueOf(seen.version()))) {
        answer = new Answer<>(409, null, "changed");
      } else {
        change(
            answer.get(),
            pod -> pod.getMetadata().setDeletionTimestamp(clock.instant().toString()));
      }
    }
    mayCrash();
    return new Answer<>(answer.code(), null, answer.message());
  }

  @Override
  public <T extends HasMetadata> Answer<T> create(T resource, Class<T> type) {
    mayCrash();
    Answer<T> answer;
    if (objects.containsKey(key(resource))) {
      answer = new Answer<>(409, null, "exists");
    } else {
      T copy = serialization.clone(resource);
      copy.getMetadata().setUid(resource.getMetadata().getName() + "-uid-" + version);
      copy.getMetadata().setCreationTimestamp(clock.instant().toString());
      if (copy instanceof Pod pod) {
        onPodCreated.accept(pod);
        podsMade.merge(pod.getMetadata().getName(), 1, Integer::sum);
      }
      store(copy);
      answer = new Answer<>(201, serialization.clone(copy), "");
    }
    mayCrash();
    return answer;
  }

  @Override
  public <T extends HasMetadata> Answer<T> get(Class<T> type, String namespace, String name) {
    mayCrash();
    return found(type, name);
  }

  @Override
  public List<ControllerRevision> revisions(String namespace) {
    return all(ControllerRevision.class);
  }

  @Override
  public <T extends HasMetadata> Answer<Status> delete(T resource) {
    mayCrash();
    remove(resource);
    mayCrash();
    return new Answer<>(200, new Status(), "");
  }

  @Override
  public <T extends HasMetadata> Answer<T> putStatus(T resource, Object status, Class<T> type) {
    mayCrash();
    Answer<T> answer = found(type, resource.getMetadata().getName());
    if (answer.isOk()) {
      T object = answer.get();
      if (!Objects.equals(
          object.getMetadata().getResourceVersion(), resource.getMetadata().getResourceVersion())) {
        answer = new Answer<>(409, null, "changed");
      } else {
        ((PipelineRun) object)
            .setStatus(
                serialization.unmarshal(serialization.asJson(status), PipelineRunStatus.class));
        store(object);
        answer = new Answer<>(200, serialization.clone(object), "");
      }
    }
    mayCrash();
    return answer;
  }
}
