package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far a pod is; its status is a function of this.
 *
 * @param acceptedAt when this node took the pod, from which activeDeadlineSeconds counts
 * @param containers by name, init containers too; a container that is absent has not been reached
 * @param reason why the pod as a whole failed, empty when it did not
 * @param message the reason in words, empty without one
 */
record PodProgress(
    Instant acceptedAt, Map<String, ContainerProgress> containers, String reason, String message) {
  private static final ContainerProgress CREATING =
      new ContainerProgress.Waiting("ContainerCreating", "");
  private static final ContainerProgress INITIALIZING =
      new ContainerProgress.Waiting("PodInitializing", "");

  PodProgress {
    containers = Map.copyOf(containers);
  }

  PodStatus status(Pod pod) {
    List<Container> inits = pod.getSpec().getInitContainers();
    List<Container> mains = pod.getSpec().getContainers();
    boolean initialized = inits.stream().allMatch(init -> endedWell(init.getName()));
    String phase = phase(inits, mains);
    boolean over = phase.equals("Succeeded") || phase.equals("Failed");
    boolean ready =
        mains.stream()
            .allMatch(main -> containers.get(main.getName()) instanceof ContainerProgress.Running);
    String unready = phase.equals("Succeeded") ? "PodCompleted" : "ContainersNotReady";
    List<PodCondition> conditions = new ArrayList<>();
    conditions.add(condition("Initialized", initialized || over, initialized ? "" : unready));
    conditions.add(condition("Ready", ready, ready ? "" : unready));
    conditions.add(condition("ContainersReady", ready, ready ? "" : unready));
    conditions.add(condition("PodScheduled", true, ""));
    PodStatusBuilder status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withConditions(conditions)
            .withStartTime(Times.text(acceptedAt))
            .withHostIP(NodeObject.ADDRESS)
            .withPodIP(NodeObject.ADDRESS)
            .withContainerStatuses(statuses(pod, mains, initialized ? CREATING : INITIALIZING));
    status.addNewHostIP(NodeObject.ADDRESS).addNewPodIP(NodeObject.ADDRESS);
    if (!inits.isEmpty()) {
      status.withInitContainerStatuses(statuses(pod, inits, INITIALIZING));
    }
    if (!reason.isEmpty()) {
      status.withReason(reason).withMessage(message);
    }
    return status.build();
  }

  private String phase(List<Container> inits, List<Container> mains) {
    if (!reason.isEmpty() || inits.stream().anyMatch(init -> endedBadly(init.getName()))) {
      return "Failed";
    }
    if (mains.stream()
        .allMatch(main -> containers.get(main.getName()) instanceof ContainerProgress.Ended)) {
      return mains.stream().allMatch(main -> endedWell(main.getName())) ? "Succeeded" : "Failed";
    }
    boolean started =
        mains.stream()
            .map(main -> containers.get(main.getName()))
            .anyMatch(
                progress -> progress != null && !(progress instanceof ContainerProgress.Waiting));
    return started ? "Running" : "Pending";
  }

  private boolean endedWell(String container) {
    return containers.get(container) instanceof ContainerProgress.Ended ended
        && ended.exitCode() == 0;
  }

  private boolean endedBadly(String container) {
    return containers.get(container) instanceof ContainerProgress.Ended ended
        && ended.exitCode() != 0;
  }

  private List<ContainerStatus> statuses(
      Pod pod, List<Container> of, ContainerProgress notReached) {
    String uid = pod.getMetadata().getUid();
    return of.stream()
        .map(
            container ->
                containers
                    .getOrDefault(container.getName(), notReached)
                    .status(container.getName(), container.getImage(), uid))
        .toList();
  }

  private PodCondition condition(String type, boolean holds, String reason) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(holds ? "True" : "False")
        .withReason(holds || reason.isEmpty() ? null : reason)
        .withLastTransitionTime(Times.text(lastChange()))
        .build();
  }

  private Instant lastChange() {
    Instant newest = acceptedAt;
    for (ContainerProgress progress : containers.values()) {
      Instant change =
          progress instanceof ContainerProgress.Ended ended
              ? ended.finishedAt()
              : progress instanceof ContainerProgress.Running running
                  ? running.startedAt()
                  : acceptedAt;
      if (change.isAfter(newest)) {
        newest = change;
      }
    }
    return newest;
  }
}
