package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the node decided about pods, through outages of the API server. */
final class PodWriter {
  private static final Logger LOG = LoggerFactory.getLogger(PodWriter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** The API server's answers after which the same request cannot succeed any more. */
  private static final Set<Integer> FINAL =
      Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT);

  private final KubernetesClient client;
  private final BooleanSupplier closed;

  PodWriter(KubernetesClient client, BooleanSupplier closed) {
    this.client = client;
    this.closed = closed;
  }

  /** Binds a pod to a node, as a scheduler does. */
  void bind(Pod pod, String node) {
    client
        .bindings()
        .inNamespace(pod.getMetadata().getNamespace())
        .resource(
            new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build())
        .create();
  }

  /** Writes a pod's status until it is written, or the pod is gone or another one. */
  void status(Pod pod, PodStatus status) {
    // The UID keeps a status from landing on a newer pod of the same name.
    Map<String, Object> patch =
        Map.of("metadata", Map.of("uid", pod.getMetadata().getUid()), "status", status);
    String text = client.getKubernetesSerialization().asJson(patch);
    persistently(
        "write the status of",
        pod,
        () ->
            client
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), text));
  }

  /** Removes a pod's object at once, as kubelet does when its processes have ended. */
  void remove(Pod pod) {
    persistently(
        "remove",
        pod,
        () -> {
          Pod newest =
              client
                  .pods()
                  .inNamespace(pod.getMetadata().getNamespace())
                  .withName(pod.getMetadata().getName())
                  .get();
          // A newer pod may have the name by now.
          if (newest != null && newest.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            client.resource(newest).withGracePeriod(0).delete();
          }
        });
  }

  private void persistently(String what, Pod pod, Runnable request) {
    Duration pause = FIRST_PAUSE;
    while (!closed.getAsBoolean()) {
      try {
        request.run();
        return;
      } catch (KubernetesClientException e) {
        if (FINAL.contains(e.getCode())) {
          LOG.debug("Cannot {} pod {}: {}", what, pod.getMetadata().getName(), e.getMessage());
          return;
        }
        LOG.warn(
            "Cannot {} pod {} now, trying again: {}",
            what,
            pod.getMetadata().getName(),
            e.getMessage());
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }
}
