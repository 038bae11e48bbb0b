package dev.sluice.operator.pod;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a pod: a few hundred bytes, so that thousands fit into the operator's memory.
 *
 * @param ownerUid UID of the run or connection that owns it; empty: nobody owns it
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
    String ownerKind,
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
        ownerKind,
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
}
