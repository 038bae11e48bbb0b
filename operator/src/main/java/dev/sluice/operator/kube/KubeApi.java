package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The few requests of the hot path, without the reads, clones and diffs of the general client.
 *
 * <p>Every answer comes back as a value; only what cannot be answered at all is thrown, so that the
 * framework tries again.
 */
public final class KubeApi {

  private static final long TIMEOUT_SECONDS = 30;

  private final KubernetesClient client;
  private final KubernetesSerialization serialization;
  private final String base;

  public KubeApi(KubernetesClient client) {
    this.client = client;
    this.serialization = client.getKubernetesSerialization();
    String url = client.getMasterUrl().toString();
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * An answer of the API server.
   *
   * @param code HTTP status
   * @param body the object, when the code says so
   * @param message why it was refused, else empty
   */
  public record Answer<T>(int code, @Nullable T body, String message) {
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
  public Answer<Pod> createPod(Pod pod) {
    String path = "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods";
    return send("POST", path, pod, Pod.class);
  }

  /** Reads a pod. 404: there is none. */
  public Answer<Pod> getPod(String namespace, String name) {
    return send("GET", "/api/v1/namespaces/" + namespace + "/pods/" + name, null, Pod.class);
  }

  /** Deletes a pod with its own grace period. 404: there is none. */
  public Answer<Pod> deletePod(String namespace, String name) {
    return send("DELETE", "/api/v1/namespaces/" + namespace + "/pods/" + name, null, Pod.class);
  }

  /** Creates an object of ours. 409: there is one of that name. */
  public <T extends HasMetadata> Answer<T> create(T resource, Class<T> type) {
    return send("POST", collection(resource), resource, type);
  }

  /** Reads an object of ours. 404: there is none. */
  public <T extends HasMetadata> Answer<T> get(Class<T> type, String namespace, String name) {
    return send("GET", collection(type, namespace) + "/" + name, null, type);
  }

  /** Deletes an object of ours with what it owns. 404: there is none. */
  public <T extends HasMetadata> Answer<Status> delete(T resource) {
    return send(
        "DELETE",
        collection(resource)
            + "/"
            + resource.getMetadata().getName()
            + "?propagationPolicy=Background",
        null,
        Status.class);
  }

  /**
   * Replaces the status of an object of ours. 409: it has changed since the given version.
   *
   * @param status the whole status; the API server takes nothing else from the request
   */
  public <T extends HasMetadata> Answer<T> putStatus(T resource, Object status, Class<T> type) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiVersion", resource.getApiVersion());
    body.put("kind", resource.getKind());
    body.put(
        "metadata",
        Map.of(
            "namespace", resource.getMetadata().getNamespace(),
            "name", resource.getMetadata().getName(),
            "uid", resource.getMetadata().getUid(),
            "resourceVersion", resource.getMetadata().getResourceVersion()));
    body.put("status", status);
    return send(
        "PUT",
        collection(resource) + "/" + resource.getMetadata().getName() + "/status",
        body,
        type);
  }

  private static String collection(HasMetadata resource) {
    return collection(resource.getClass(), resource.getMetadata().getNamespace());
  }

  private static String collection(Class<? extends HasMetadata> type, String namespace) {
    String version = HasMetadata.getApiVersion(type);
    return (version.contains("/") ? "/apis/" : "/api/")
        + version
        + "/namespaces/"
        + namespace
        + "/"
        + HasMetadata.getPlural(type);
  }

  private <T> Answer<T> send(String method, String path, @Nullable Object body, Class<T> type) {
    HttpRequest.Builder request =
        client.getHttpClient().newHttpRequestBuilder().uri(URI.create(base + path));
    request.header("Accept", "application/json");
    request.method(method, "application/json", body == null ? null : serialization.asJson(body));
    HttpResponse<byte[]> response;
    try {
      response =
          client
              .getHttpClient()
              .sendAsync(request.build(), byte[].class)
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException(method + " " + path + " was interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KubernetesClientException(method + " " + path + " was not answered: " + e, e);
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    int code = response.code();
    if (code == 429 || code >= 500) {
      throw new KubernetesClientException(method + " " + path + ": " + reason(text), code, null);
    }
    if (code >= 300) {
      return new Answer<>(code, null, reason(text));
    }
    return new Answer<>(code, serialization.unmarshal(text, type), "");
  }

  private String reason(String text) {
    if (!text.startsWith("{")) {
      return text;
    }
    String message = serialization.unmarshal(text, Status.class).getMessage();
    return message == null ? text : message;
  }
}
