package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.ConnectionStatus;
import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.Variable;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Owners;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.PodCreation;
import dev.sluice.operator.pod.Attempt;
import dev.sluice.operator.pod.Connections;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries out what a plan says about pods. */
final class RunActor {

  private final KubeApi api;
  private final PodCache pods;
  private final PodFactory factory;
  private final PodCreation creation;
  private final Connections connections;

  RunActor(KubeApi api, PodCache pods, PodFactory factory, Slots slots, Connections connections) {
    this.api = api;
    this.pods = pods;
    this.factory = factory;
    this.creation = new PodCreation(api, pods, slots);
    this.connections = connections;
  }

  /**
   * What came of it.
   *
   * @param missing pods that do not exist
   * @param blocked tasks that cannot start now
   * @param refused tasks that can never start
   * @param found whether pods were found that the observation lacked
   */
  record Outcome(
      Set<String> missing,
      Map<String, Problem> blocked,
      Map<String, Problem> refused,
      boolean found) {
    /** Whether the plan does not describe what is the case now. */
    boolean changesThePlan() {
      return found || !missing.isEmpty() || !blocked.isEmpty() || !refused.isEmpty();
    }
  }

  Outcome act(PipelineRun run, Blueprint blueprint, RunPlan plan, Runnable wake) {
    String namespace = run.getMetadata().getNamespace();
    Map<String, PodObservation> known = pods.of(run.getMetadata().getUid());
    Set<String> missing = new HashSet<>();
    boolean found = false;
    for (String name : plan.confirm()) {
      PodObservation pod = api.getPod(namespace, name).body();
      if (pod == null || !pod.ownerUid().equals(run.getMetadata().getUid())) {
        missing.add(name);
      } else {
        pods.record(pod);
        found = true;
      }
    }
    for (String name : plan.stop()) {
      PodObservation seen = known.get(name);
      if (seen == null) {
        missing.add(name);
        continue;
      }
      Stopped stopped = stop(seen);
      if (stopped == Stopped.GONE) {
        missing.add(name);
      }
      found |= stopped == Stopped.NEWER;
    }
    Map<String, Problem> blocked = new HashMap<>();
    Map<String, Problem> refused = new HashMap<>();
    if (found) {
      // A pod that should have been stopped may have started, or even ended: nothing replaces it.
      return new Outcome(missing, blocked, refused, true);
    }
    for (RunPlan.Start start : plan.start()) {
      start(run, blueprint, plan, start, wake, blocked, refused);
    }
    return new Outcome(missing, blocked, refused, false);
  }

  /** What the API server said to a pod that should end. */
  enum Stopped {
    ASKED,
    GONE,
    NEWER
  }

  /** Asks a pod to end, unless it is newer than what was seen of it. */
  Stopped stop(PodObservation seen) {
    KubeApi.Answer<Void> answer = api.deletePod(seen);
    if (answer.code() == 404) {
      pods.recordGone(seen);
      return Stopped.GONE;
    }
    if (answer.code() == 409) {
      KubeApi.Answer<PodObservation> newer = api.getPod(seen.namespace(), seen.name());
      if (newer.isOk()) {
        pods.record(newer.get());
      }
      return Stopped.NEWER;
    }
    if (!answer.isOk()) {
      throw new KubernetesClientException(answer.message(), answer.code(), null);
    }
    return Stopped.ASKED;
  }

  private void start(
      PipelineRun run,
      Blueprint blueprint,
      RunPlan plan,
      RunPlan.Start start,
      Runnable wake,
      Map<String, Problem> blocked,
      Map<String, Problem> refused) {
    String task = start.task().name();
    String namespace = run.getMetadata().getNamespace();
    Attempt attempt =
        new Attempt(
            namespace,
            Owners.controller(run),
            Instant.parse(run.getMetadata().getCreationTimestamp()),
            RunPlanner.date(run.getSpec(), run.getMetadata().getCreationTimestamp()),
            blueprint.graph(),
            start.task(),
            values(run, blueprint),
            blueprint.reportStore(),
            start.attempt(),
            blueprint.revision(),
            blueprint.subject(),
            start.task().spec() instanceof NotificationSpec ? plan.status().tasks() : List.of());
    PodFactory.Made made = factory.make(attempt);
    Pod pod = made.pod();
    if (pod == null) {
      Problem why = made.problem() == null ? new Problem(Reasons.POD_REFUSED, "") : made.problem();
      (isForGood(why) ? refused : blocked).put(task, why);
      return;
    }
    Problem notReady = connectionNotReady(namespace, made.connections());
    if (notReady != null) {
      blocked.put(task, notReady);
      return;
    }
    PodCreation.Result result =
        creation.create(pod, run.getMetadata().getUid(), made.limited(), wake);
    if (result instanceof PodCreation.NoPlace full) {
      blocked.put(task, noPlace(full));
    } else if (result instanceof PodCreation.Taken taken) {
      (isOnItsWayOut(taken.other(), run) ? blocked : refused).put(task, nameTaken(taken.other()));
    } else if (result instanceof PodCreation.Refused refusal) {
      // 403 is a quota or a missing right, which may change; what is invalid stays so.
      boolean mayChange = refusal.code() == 403 || refusal.code() == 404;
      (mayChange ? blocked : refused)
          .put(
              task,
              new Problem(
                  Reasons.POD_REFUSED, "The API server refused the pod: " + refusal.message()));
    } else if (result instanceof PodCreation.Fleeting) {
      throw new KubernetesClientException("Pod " + attempt.podName() + " is being replaced");
    }
  }

  private static Problem noPlace(PodCreation.NoPlace full) {
    return new Problem(
        Reasons.WAITING_FOR_SLOT,
        "waits for a free place at " + full.connection() + ", whose parallelism is used up");
  }

  private static Problem nameTaken(PodObservation other) {
    String owner = (other.ownerKind() + " " + other.ownerName()).strip();
    return new Problem(
        Reasons.POD_NAME_TAKEN,
        "Pod "
            + other.name()
            + " exists already and belongs to "
            + (owner.isEmpty() ? "nobody" : owner)
            + ": delete it, or make a PipelineRun of another name.");
  }

  private static boolean isForGood(Problem problem) {
    return !problem.reason().equals(Reasons.CONNECTION_NOT_FOUND);
  }

  private @Nullable Problem connectionNotReady(String namespace, List<String> used) {
    for (String connection : used) {
      String name = connection.substring(connection.indexOf('/') + 1);
      boolean isStore = connection.startsWith("store/");
      Optional<ConnectionStatus> status =
          isStore
              ? Optional.ofNullable(connections.store(namespace, name)).map(ObjectStore::getStatus)
              : Optional.ofNullable(connections.warehouse(namespace, name))
                  .map(Warehouse::getStatus);
      boolean ready =
          status.isPresent() && Conditions.isTrue(status.get().conditions(), Conditions.READY);
      if (!ready) {
        String why =
            status
                .flatMap(s -> Conditions.find(s.conditions(), Conditions.READY))
                .map(c -> ": " + c.getMessage())
                .orElse(" yet");
        return new Problem(
            Reasons.CONNECTION_NOT_READY,
            (isStore ? "ObjectStore " : "Warehouse ") + name + " is not ready" + why);
      }
    }
    return null;
  }

  /** Values of the variables of a run. */
  static Map<String, String> values(PipelineRun run, Blueprint blueprint) {
    Map<String, String> values = new HashMap<>();
    blueprint
        .params()
        .forEach(
            p -> {
              if (p.defaultValue() != null) {
                values.put("params." + p.name(), p.defaultValue());
              }
            });
    for (Variable param : run.getSpec().params()) {
      values.put("params." + param.name(), param.value());
    }
    values.put("run.name", run.getMetadata().getName());
    values.put(
        "run.date", RunPlanner.date(run.getSpec(), run.getMetadata().getCreationTimestamp()));
    return values;
  }

  /** The pods of a deleted run of the same name are collected soon. */
  private static boolean isOnItsWayOut(PodObservation pod, PipelineRun run) {
    return pod.deleting()
        || (pod.ownerKind().equals(run.getKind())
            && pod.ownerName().equals(run.getMetadata().getName()));
  }
}
