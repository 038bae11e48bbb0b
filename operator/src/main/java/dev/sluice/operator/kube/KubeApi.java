package dev.sluice.operator.kube;

import dev.sluice.operator.pod.PodObservation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The few requests that reconcilers send.
 *
 * <p>Every answer comes back as a value; only what cannot be answered at all is thrown, so that the
 * framework tries again.
 */
public interface KubeApi {

  /**
   * An answer of the API server.
   *
   * @param code HTTP status
   * @param body the object, when the code says so
   * @param message why it was refused, else empty
   */
  record Answer<T>(int code, @Nullable T body, String message) {
    public boolean isOk() {
      return code < 300;
    }

    /** Whether nothing but the answer's object is expected. */
    public T get() {
      if (body == null) {
        throw new KubernetesClientException(message, code, null);
      }
      return body;
    }
  }

  /** Creates a pod. 409: there is one of that name. 422: it is invalid. 403: it is not allowed. */
  Answer<PodObservation> createPod(Pod pod);

  /** Reads a pod. 404: there is none. */
  Answer<PodObservation> getPod(String namespace, String name);

  /**
   * Deletes a pod with its own grace period, as it was seen. 404: there is none. 409: it has
   * changed since, so that the reason to delete it may be gone.
   */
  Answer<Void> deletePod(PodObservation pod);

  /** Creates an object of ours. 409: there is one of that name. */
  <T extends HasMetadata> Answer<T> create(T resource, Class<T> type);

  /** Reads an object of ours. 404: there is none. */
  <T extends HasMetadata> Answer<T> get(Class<T> type, String namespace, String name);

  /** All revisions of ours in a namespace. */
  List<ControllerRevision> revisions(String namespace);

  /** Deletes an object of ours with what it owns. 404: there is none. */
  <T extends HasMetadata> Answer<Status> delete(T resource);

  /**
   * Replaces the status of an object of ours. 409: it has changed since the given version.
   *
   * @param status the whole status; the API server takes nothing else from the request
   */
  <T extends HasMetadata> Answer<T> putStatus(T resource, Object status, Class<T> type);
}
