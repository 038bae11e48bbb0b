package dev.sluice.operator.pod;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a pod: a few hundred bytes, so that thousands fit into the operator's memory.
 *
 * @param ownerUid UID of the run or connection that owns it; empty: nobody of ours
 * @param task name of the task; empty for probes
 * @param version resourceVersion, as a number, to tell newer from older
 * @param startedAt when its container started
 * @param finishedAt when its container ended
 * @param exitCode of its container
 * @param message termination message of its container
 * @param reason why the pod or its container failed or waits, such as Evicted, OOMKilled,
 *     ErrImagePull, Unschedulable
 * @param detail the text beside reason
 * @param deleting whether it is on its way out
 * @param revision what the run pinned
 * @param uses connections with limited parallelism that it uses
 */
public record PodObservation(
    String namespace,
    String name,
    String uid,
    String ownerUid,
    String ownerName,
    String task,
    int attempt,
    long version,
    PodPhase phase,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode,
    @Nullable String message,
    @Nullable String reason,
    @Nullable String detail,
    boolean deleting,
    @Nullable String revision,
    List<String> uses) {

  /** Reason of a pod that is gone without a trace of how it ended. */
  public static final String VANISHED = "Vanished";

  public PodObservation {
    uses = List.copyOf(uses);
  }

  /** Observes a pod. */
  public static PodObservation of(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    Map<String, String> labels = orEmpty(meta.getLabels());
    Map<String, String> annotations = orEmpty(meta.getAnnotations());
    OwnerReference owner =
        meta.getOwnerReferences().stream()
            .filter(o -> Boolean.TRUE.equals(o.getController()))
            .findFirst()
            .orElse(null);
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    ContainerState state = state(status);
    Instant startedAt = null;
    Instant finishedAt = null;
    Integer exitCode = null;
    String message = null;
    String reason = status.getReason();
    String detail = status.getMessage();
    if (state.getTerminated() != null) {
      startedAt = time(state.getTerminated().getStartedAt());
      finishedAt = time(state.getTerminated().getFinishedAt());
      exitCode = state.getTerminated().getExitCode();
      message = state.getTerminated().getMessage();
      reason = reason == null ? state.getTerminated().getReason() : reason;
    } else if (state.getRunning() != null) {
      startedAt = time(state.getRunning().getStartedAt());
    } else if (state.getWaiting() != null) {
      reason = state.getWaiting().getReason();
      detail = state.getWaiting().getMessage();
    } else {
      for (PodCondition condition : status.getConditions()) {
        if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
          reason = condition.getReason();
          detail = condition.getMessage();
        }
      }
    }
    String uses = annotations.getOrDefault(Labels.USES, "");
    return new PodObservation(
        meta.getNamespace(),
        meta.getName(),
        meta.getUid(),
        owner == null ? "" : owner.getUid(),
        owner == null ? "" : owner.getName(),
        labels.getOrDefault(Labels.TASK, ""),
        number(labels.getOrDefault(Labels.ATTEMPT, "0")),
        Long.parseLong(meta.getResourceVersion()),
        phase(status.getPhase()),
        createdAt(meta),
        startedAt,
        finishedAt,
        exitCode,
        message,
        reason,
        detail,
        meta.getDeletionTimestamp() != null,
        annotations.get(Labels.REVISION),
        uses.isEmpty() ? List.of() : Arrays.asList(uses.split(",")));
  }

  /** Whether its container never ran. */
  public boolean neverStarted() {
    return phase == PodPhase.PENDING && startedAt == null;
  }

  /** What to remember of it once it is gone: how it ended, or that nobody knows. */
  public PodObservation vanished() {
    if (phase.isTerminal()) {
      return this;
    }
    return new PodObservation(
        namespace,
        name,
        uid,
        ownerUid,
        ownerName,
        task,
        attempt,
        version,
        PodPhase.FAILED,
        createdAt,
        startedAt,
        null,
        null,
        null,
        VANISHED,
        null,
        true,
        revision,
        uses);
  }

  /** Why it waits, with what is known beyond the reason; null: nobody said. */
  public @Nullable String obstacle() {
    if (reason == null) {
      return null;
    }
    return detail == null || detail.isEmpty() ? reason : reason + ": " + detail;
  }

  private static ContainerState state(PodStatus status) {
    if (status.getContainerStatuses().isEmpty()) {
      return new ContainerState();
    }
    ContainerStatus container = status.getContainerStatuses().get(0);
    return container.getState() == null ? new ContainerState() : container.getState();
  }

  private static PodPhase phase(@Nullable String phase) {
    if (phase == null) {
      return PodPhase.PENDING;
    }
    return switch (phase) {
      case "Succeeded" -> PodPhase.SUCCEEDED;
      case "Failed" -> PodPhase.FAILED;
      case "Running" -> PodPhase.RUNNING;
      default -> PodPhase.PENDING;
    };
  }

  private static Instant createdAt(ObjectMeta meta) {
    Instant created = time(meta.getCreationTimestamp());
    return created == null ? Instant.EPOCH : created;
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  private static int number(String text) {
    return text.chars().allMatch(Character::isDigit) && !text.isEmpty() && text.length() < 6
        ? Integer.parseInt(text)
        : 0;
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
