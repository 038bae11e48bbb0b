package dev.sluice.operator.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.operator.pod.Labels;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of pods what a kubelet would say, without running anything. */
final class FakeKubelet implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FakeKubelet.class);

  private final KubernetesClient client;
  private final SharedIndexInformer<Pod> informer;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final Map<String, StepResult> results = new ConcurrentHashMap<>();
  private final List<String> made = new CopyOnWriteArrayList<>();

  FakeKubelet(KubernetesClient client) {
    this.client = client;
    informer =
        client
            .pods()
            .inAnyNamespace()
            .withLabel(Labels.MANAGED_BY, Labels.SLUICE)
            .inform(
                new ResourceEventHandler<Pod>() {
                  @Override
                  public void onAdd(Pod pod) {
                    made.add(key(pod));
                    thread.execute(() -> guarded(() -> start(pod)));
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    // Only this class changes the status of pods.
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {
                    // Pods without a node are gone at once.
                  }
                });
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  /** Pods that were made in a namespace, without probes, in order. */
  List<String> made(String namespace) {
    return made.stream()
        .filter(pod -> pod.startsWith(namespace + "/") && !pod.contains("/probe-"))
        .map(pod -> pod.substring(namespace.length() + 1))
        .toList();
  }

  /** Pods of a task, or probe pods of a connection, run until they are released. */
  void hold(String namespace, String task) {
    held.add(namespace + "/" + task);
  }

  void release(String namespace, String task) {
    held.remove(namespace + "/" + task);
  }

  /** Pods of a task end like this from now on. */
  void answer(String namespace, String task, Outcome outcome, String reason, String message) {
    results.put(
        namespace + "/" + task,
        new StepResult(
            StepRequest.PROTOCOL_VERSION, outcome, reason, message, null, List.of(), false));
  }

  private static String subject(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return pod.getMetadata().getNamespace()
        + "/"
        + labels.getOrDefault(Labels.TASK, labels.getOrDefault(Labels.PROBE, ""));
  }

  private void start(Pod pod) {
    if (phase(pod).equals("Succeeded") || phase(pod).equals("Failed")) {
      return;
    }
    if (isSecretMissing(pod)) {
      set(
          pod,
          "Pending",
          new ContainerStateBuilder().withNewWaiting(null, "ContainerCreating").build());
      return;
    }
    set(
        pod,
        "Running",
        new ContainerStateBuilder().withNewRunning(Instant.now().toString()).build());
    finish(pod);
  }

  private void finish(Pod pod) {
    if (held.contains(subject(pod))) {
      later(() -> finish(pod));
      return;
    }
    StepResult result =
        results.getOrDefault(
            subject(pod),
            StepResult.succeeded(
                "Done.", StepResult.Results.written(5, 50, 1, "s3://lake/x", "d1", false)));
    set(
        pod,
        result.outcome() == Outcome.SUCCEEDED ? "Succeeded" : "Failed",
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(result.outcome().exitCode())
            .withMessage(write(result))
            .withStartedAt(Instant.now().toString())
            .withFinishedAt(Instant.now().toString())
            .endTerminated()
            .build());
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("The kubelet of the test failed", e);
    }
  }

  private void later(Runnable work) {
    thread.schedule(() -> guarded(work), 100, TimeUnit.MILLISECONDS);
  }

  private boolean isSecretMissing(Pod pod) {
    for (Volume volume : pod.getSpec().getVolumes()) {
      boolean missing =
          volume.getSecret() != null
              && client
                      .secrets()
                      .inNamespace(pod.getMetadata().getNamespace())
                      .withName(volume.getSecret().getSecretName())
                      .get()
                  == null;
      if (missing) {
        return true;
      }
    }
    return false;
  }

  private void set(Pod pod, String phase, ContainerState state) {
    try {
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .editStatus(
              p -> {
                p.setStatus(
                    new PodStatusBuilder()
                        .withPhase(phase)
                        .withContainerStatuses(
                            new ContainerStatusBuilder()
                                .withName("runner")
                                .withImage("none")
                                .withImageID("none")
                                .withReady(false)
                                .withRestartCount(0)
                                .withState(state)
                                .build())
                        .build());
                return p;
              });
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404) {
        log.warn("Status of {} was refused: {}", key(pod), e.getMessage());
        later(() -> set(pod, phase, state));
      }
    }
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
  }

  private static String write(StepResult result) {
    try {
      return Json.MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    informer.close();
    thread.shutdownNow();
  }
}
