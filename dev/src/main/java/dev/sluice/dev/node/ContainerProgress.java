package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Instant;

/** How far a container is: waiting, running or ended. */
sealed interface ContainerProgress {
  /** Not started; the reason is one of kubelet's, such as CreateContainerConfigError. */
  record Waiting(String reason, String message) implements ContainerProgress {}

  /** Its process is alive. */
  record Running(Instant startedAt) implements ContainerProgress {}

  /** Its process has ended. */
  record Ended(int exitCode, String reason, String message, Instant startedAt, Instant finishedAt)
      implements ContainerProgress {}

  int KILLED = 137;

  /** The reason that kubelet gives a container that ended by itself. */
  static String reasonOf(int exitCode) {
    return exitCode == 0 ? "Completed" : "Error";
  }

  /** The container's part of a pod's status. */
  default ContainerStatus status(String name, String image, String podUid) {
    boolean running = this instanceof Running;
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(name)
            .withImage(image)
            .withImageID("")
            .withRestartCount(0)
            .withReady(running)
            .withStarted(running)
            .withState(state(podUid, name));
    if (!(this instanceof Waiting)) {
      status.withImageID("local://" + image).withContainerID(containerId(podUid, name));
    }
    return status.build();
  }

  private ContainerState state(String podUid, String name) {
    ContainerStateBuilder state = new ContainerStateBuilder();
    if (this instanceof Waiting waiting) {
      state
          .withNewWaiting()
          .withReason(waiting.reason())
          .withMessage(waiting.message().isEmpty() ? null : waiting.message())
          .endWaiting();
    } else if (this instanceof Running running) {
      state.withNewRunning().withStartedAt(Times.text(running.startedAt())).endRunning();
    } else if (this instanceof Ended ended) {
      state
          .withNewTerminated()
          .withExitCode(ended.exitCode())
          .withReason(ended.reason())
          .withMessage(ended.message().isEmpty() ? null : ended.message())
          .withStartedAt(Times.text(ended.startedAt()))
          .withFinishedAt(Times.text(ended.finishedAt()))
          .withContainerID(containerId(podUid, name))
          .endTerminated();
    }
    return state.build();
  }

  private static String containerId(String podUid, String name) {
    return "local://" + podUid + "/" + name;
  }
}
