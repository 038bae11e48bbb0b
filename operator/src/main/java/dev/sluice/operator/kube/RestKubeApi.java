package dev.sluice.operator.kube;

import dev.sluice.operator.pod.Labels;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodReader;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends the requests of the hot path without the reads, clones and diffs of the general client. */
public final class RestKubeApi implements KubeApi {

  private static final long TIMEOUT_SECONDS = 30;

  private final KubernetesClient client;
  private final KubernetesSerialization serialization;
  private final String base;

  public RestKubeApi(KubernetesClient client) {
    this.client = client;
    this.serialization = client.getKubernetesSerialization();
    String url = client.getMasterUrl().toString();
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public Answer<PodObservation> createPod(Pod pod) {
    String path = "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods";
    return send("POST", path, pod, PodReader::read);
  }

  @Override
  public Answer<PodObservation> getPod(String namespace, String name) {
    String path = "/api/v1/namespaces/" + namespace + "/pods/" + name;
    return send("GET", path, null, PodReader::read);
  }

  @Override
  public Answer<Void> deletePod(PodObservation pod) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withNewPreconditions(String.valueOf(pod.version()), pod.uid())
            .build();
    String path = "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    return send("DELETE", path, options, body -> null);
  }

  @Override
  public <T extends HasMetadata> Answer<T> create(T resource, Class<T> type) {
    return send("POST", collection(resource), resource, type);
  }

  @Override
  public <T extends HasMetadata> Answer<T> get(Class<T> type, String namespace, String name) {
    return send("GET", collection(type, namespace) + "/" + name, null, type);
  }

  @Override
  public List<ControllerRevision> revisions(String namespace) {
    String path =
        collection(ControllerRevision.class, namespace)
            + "?labelSelector="
            + Labels.MANAGED_BY
            + "="
            + Labels.SLUICE;
    return send("GET", path, null, ControllerRevisionList.class).get().getItems();
  }

  @Override
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

  @Override
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
    return send(
        method,
        path,
        body,
        answer -> serialization.unmarshal(new ByteArrayInputStream(answer), type));
  }

  private <T> Answer<T> send(
      String method, String path, @Nullable Object body, Function<byte[], @Nullable T> reader) {
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
    int code = response.code();
    if (code < 300) {
      return new Answer<>(code, reader.apply(response.body()), "");
    }
    String reason = reason(new String(response.body(), StandardCharsets.UTF_8));
    if (code == 429 || code >= 500) {
      throw new KubernetesClientException(method + " " + path + ": " + reason, code, null);
    }
    return new Answer<>(code, null, reason);
  }

  private String reason(String text) {
    if (!text.startsWith("{")) {
      return text;
    }
    String message = serialization.unmarshal(text, Status.class).getMessage();
    return message == null ? text : message;
  }
}
