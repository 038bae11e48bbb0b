package dev.sluice.operator.connection;

import dev.sluice.api.v1alpha1.ConnectionStatus;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.DeletionListener;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Owners;
import dev.sluice.operator.kube.PodCreation;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.operator.kube.StatusWriter;
import dev.sluice.operator.pipeline.Members;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.run.RunQueue;
import dev.sluice.operator.run.TaskEnd;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a connection works, by a short pod of a runner: the operator itself never sees
 * a Secret. A changed spec is probed at once, a failed probe is repeated with growing pauses.
 */
public abstract class ConnectionReconciler<R extends CustomResource<?, ConnectionStatus>>
    implements Reconciler<R>, DeletionListener<R> {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
  private static final Duration NAME_TAKEN_PAUSE = Duration.ofSeconds(2);

  /** What a kubelet says of every pod that it has just got, while it mounts and pulls. */
  private static final Set<String> PREPARING = Set.of("ContainerCreating", "PodInitializing");

  private static final Duration PREPARED_WITHIN = Duration.ofSeconds(4);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Class<R> type;
  private final ConnectionTools tools;
  private final PodCreation creation;
  private final StatusWriter<ConnectionStatus, R> writer;
  private final Map<String, Duration> pauses = new ConcurrentHashMap<>();
  private final Map<String, String> lastSeen = new ConcurrentHashMap<>();

  protected ConnectionReconciler(Class<R> type, ConnectionTools tools) {
    this.type = type;
    this.tools = tools;
    this.creation = new PodCreation(tools.api(), tools.pods(), tools.slots());
    this.writer = new StatusWriter<>(tools.api(), tools.catalog(), tools.clock(), type);
  }

  /** What the connection is, for the column TYPE. */
  protected abstract String typeOf(R connection);

  /** The pod that probes it. */
  protected abstract Pod probe(R connection, String podName, OwnerReference owner);

  /**
   * Its place in the queue of those that may use it, as {@code warehouse/name}; empty: no queue.
   */
  protected abstract List<String> uses(R connection);

  /** What must exist for the probe to start, in words. */
  protected abstract String needs(R connection);

  /** Whether it is an object store. */
  protected abstract boolean isStore();

  @Override
  public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
    tools.catalog().register(type, context.getPrimaryCache());
    return List.of(tools.signals().source(type));
  }

  @Override
  public void gone(R connection) {
    writer.forget(connection);
    pauses.remove(connection.getMetadata().getUid());
    tools
        .slots()
        .release(connection.getMetadata().getNamespace(), uses(connection), podName(connection));
    wakeUsers(connection, "gone");
  }

  @Override
  public UpdateControl<R> reconcile(R cached, Context<R> context) {
    R connection = writer.newest(cached);
    if (connection.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Verdict verdict = verdict(connection);
    ConnectionStatus before = connection.getStatus();
    ConnectionStatus status =
        new ConnectionStatus(
            connection.getMetadata().getGeneration(),
            Conditions.set(
                before == null ? List.of() : before.conditions(),
                Conditions.READY,
                verdict.ready(),
                verdict.reason(),
                verdict.message(),
                connection.getMetadata().getGeneration(),
                tools.clock().instant()),
            typeOf(connection),
            podName(connection));
    Duration retry = writer.write(connection, status, true);
    if (retry.isZero()) {
      wakeUsers(connection, verdict.ready() + verdict.message());
    }
    Duration wait = retry.isZero() ? verdict.recheck() : retry;
    UpdateControl<R> control = UpdateControl.noUpdate();
    return wait.isZero() ? control : control.rescheduleAfter(wait);
  }

  /** What is known now, and when to look again. */
  private record Verdict(
      @Nullable Boolean ready, String reason, String message, Duration recheck) {}

  private Verdict verdict(R connection) {
    String uid = connection.getMetadata().getUid();
    String podName = podName(connection);
    Map<String, PodObservation> pods = tools.pods().of(uid);
    for (PodObservation old : pods.values()) {
      if (!old.name().equals(podName) && !old.deleting()) {
        delete(old);
      }
    }
    Condition known = current(connection);
    PodObservation pod = pods.get(podName);
    if (pod == null) {
      return known != null && "True".equals(known.getStatus())
          ? new Verdict(true, known.getReason(), known.getMessage(), Duration.ZERO)
          : start(connection, podName);
    }
    if (!pod.phase().isTerminal()) {
      return pod.neverStarted() && pod.reason() != null
          ? notStarted(connection, pod, known)
          : probing(known, Duration.ZERO);
    }
    TaskEnd end = TaskEnd.of(pod, PodFactory.PROBE_TIMEOUT);
    if (end.succeeded()) {
      pauses.remove(uid);
      return new Verdict(
          true,
          Reasons.PROBE_SUCCEEDED,
          end.message().isEmpty() ? "The connection works." : end.message(),
          Duration.ZERO);
    }
    return repeatLater(connection, pod, end);
  }

  /** While a failed probe is repeated, what it said stays. */
  private static Verdict probing(@Nullable Condition known, Duration recheck) {
    return known != null && "False".equals(known.getStatus())
        ? new Verdict(false, known.getReason(), known.getMessage(), recheck)
        : new Verdict(null, Reasons.PROBING, "A pod tries the connection.", recheck);
  }

  private Verdict notStarted(R connection, PodObservation pod, @Nullable Condition known) {
    if (!PREPARING.contains(String.valueOf(pod.reason()))) {
      return new Verdict(
          false,
          Reasons.PROBE_CANNOT_START,
          "The probe cannot start: " + pod.obstacle(),
          Duration.ZERO);
    }
    Duration left =
        Duration.between(tools.clock().instant(), pod.createdAt().plus(PREPARED_WITHIN));
    if (!left.isNegative() && !left.isZero()) {
      return probing(known, left.plusMillis(1));
    }
    // A kubelet names a missing volume in Events only, which the operator does not read.
    return new Verdict(
        false,
        Reasons.PROBE_CANNOT_START,
        "The probe has not started yet: "
            + pod.obstacle()
            + ". It needs "
            + needs(connection)
            + "; kubectl describe pod "
            + pod.name()
            + " says what is missing.",
        Duration.ZERO);
  }

  private Verdict repeatLater(R connection, PodObservation pod, TaskEnd end) {
    String uid = connection.getMetadata().getUid();
    Duration pause = pauses.getOrDefault(uid, FIRST_PAUSE);
    Instant finished = pod.finishedAt() == null ? pod.createdAt() : pod.finishedAt();
    Duration wait = Duration.between(tools.clock().instant(), finished.plus(pause));
    if (!pod.deleting() && (wait.isNegative() || wait.isZero())) {
      Duration twice = pause.multipliedBy(2);
      pauses.put(uid, twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice);
      delete(pod);
    }
    Duration recheck = wait.isNegative() || wait.isZero() ? Duration.ofSeconds(1) : wait;
    return new Verdict(false, end.reason(), end.message(), recheck);
  }

  private Verdict start(R connection, String podName) {
    String namespace = connection.getMetadata().getNamespace();
    String name = connection.getMetadata().getName();
    PodCreation.Result result =
        creation.create(
            probe(connection, podName, Owners.controller(connection)),
            connection.getMetadata().getUid(),
            uses(connection),
            () -> tools.signals().wake(type, namespace, name));
    if (result instanceof PodCreation.NoPlace) {
      return new Verdict(
          null, Reasons.PROBING, "The probe waits until tasks have ended.", Duration.ZERO);
    }
    if (result instanceof PodCreation.Refused refusal) {
      return new Verdict(
          false,
          Reasons.POD_REFUSED,
          "The API server refused the probe: " + refusal.message(),
          FIRST_PAUSE);
    }
    if (result instanceof PodCreation.There) {
      // Where it existed already, it may have ended already.
      return verdict(connection);
    }
    // Most likely it is the probe of a deleted connection of this name and collected soon.
    return new Verdict(
        false,
        Reasons.POD_NAME_TAKEN,
        "Pod " + podName + " exists already and is not of this connection: delete it.",
        NAME_TAKEN_PAUSE);
  }

  private void delete(PodObservation pod) {
    KubeApi.Answer<Void> answer = tools.api().deletePod(pod);
    if (answer.code() == 404) {
      tools.pods().recordGone(pod);
    } else if (!answer.isOk() && answer.code() != 409) {
      throw new KubernetesClientException(answer.message(), answer.code(), null);
    }
  }

  private @Nullable Condition current(R connection) {
    if (connection.getStatus() == null) {
      return null;
    }
    return Conditions.find(connection.getStatus().conditions(), Conditions.READY)
        .filter(
            condition ->
                Objects.equals(
                    condition.getObservedGeneration(), connection.getMetadata().getGeneration()))
        .orElse(null);
  }

  private String podName(R connection) {
    return Revisions.name(
        "probe-"
            + (isStore() ? "os-" : "wh-")
            + connection.getMetadata().getName()
            + "-"
            + connection.getMetadata().getGeneration());
  }

  private void wakeUsers(R connection, String state) {
    String namespace = connection.getMetadata().getNamespace();
    String name = connection.getMetadata().getName();
    if (state.equals(lastSeen.put(namespace + "/" + name, state))) {
      return;
    }
    Members.users(tools.catalog(), namespace, isStore(), name)
        .forEach(step -> wake(namespace, step));
    tools
        .catalog()
        .runs(namespace)
        .filter(run -> !RunQueue.isFinal(run))
        .forEach(
            run -> tools.signals().wake(PipelineRun.class, namespace, run.getMetadata().getName()));
  }

  private void wake(String namespace, StepId step) {
    tools.signals().wake(step.kind().resourceType(), namespace, step.name());
  }
}
