package dev.sluice.dev.node;

import dev.sluice.dev.process.ChildProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one pod from bound to ended, on a thread of its own. */
final class PodRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PodRunner.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
  private static final Duration FOREVER = Duration.ofDays(365);

  /** What happens to a running pod. */
  private sealed interface Signal {
    record Exited(String container, int exitCode) implements Signal {}

    record DeleteRequested(Duration grace) implements Signal {}

    /** The object is gone from the API server. */
    record Vanished() implements Signal {}
  }

  /** What a runner needs of its node. */
  interface Surroundings {
    Map<String, Path> volumes(Pod pod) throws NotConfigured;

    ContainerSpec resolve(Pod pod, Container container, Map<String, Path> volumes)
        throws NotConfigured;

    PodWriter writer();
  }

  private final Pod pod;
  private final PodFiles files;
  private final Surroundings node;
  private final Instant acceptedAt = Instant.now();
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Map<String, ContainerProgress> progress = new LinkedHashMap<>();
  private final Map<String, ChildProcess> processes = new ConcurrentHashMap<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Instant deadline;
  private @Nullable Instant killAt;
  private boolean deleting;
  private boolean vanished;
  private String failureReason = "";
  private String failureMessage = "";

  PodRunner(Pod pod, PodFiles files, Surroundings node) {
    this.pod = pod;
    this.files = files;
    this.node = node;
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    this.deadline = acceptedAt.plus(seconds == null ? FOREVER : Duration.ofSeconds(seconds));
  }

  void deleteRequested(Duration grace) {
    signals.add(new Signal.DeleteRequested(grace));
  }

  void vanished() {
    signals.add(new Signal.Vanished());
  }

  /** Kills the processes and tells nobody, as when the machine goes down. */
  void abandon() {
    processes.values().forEach(ChildProcess::close);
  }

  /** Returns when the runner is done with the pod's files. */
  void awaitEnd() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      runPod();
    } finally {
      done.countDown();
    }
  }

  private void runPod() {
    try {
      files.create();
      runContainers();
      files.deleteVolumes();
      if (vanished) {
        return;
      }
      // A pod that is deleted before it started has no end worth telling.
      if (!deleting || !processes.isEmpty()) {
        node.writer().status(pod, status());
      }
      if (deleting) {
        node.writer().remove(pod);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("Pod {} failed in the node itself", pod.getMetadata().getName(), e);
      fail("NodeError", "the local node failed: " + e.getMessage());
      killAll();
      node.writer().status(pod, status());
    }
  }

  private PodStatus status() {
    return new PodProgress(acceptedAt, progress, failureReason, failureMessage).status(pod);
  }

  private void runContainers() throws InterruptedException {
    if (!"Never".equals(pod.getSpec().getRestartPolicy())) {
      fail(
          "RestartPolicyUnsupported",
          "the local node runs pods with restartPolicy Never only, this one has "
              + pod.getSpec().getRestartPolicy());
      return;
    }
    Map<String, ContainerSpec> specs = awaitConfiguration();
    if (ending()) {
      return;
    }
    files.markStarted();
    for (Container init : pod.getSpec().getInitContainers()) {
      start(specs, init);
      node.writer().status(pod, status());
      awaitExits();
      boolean failed =
          progress.get(init.getName()) instanceof ContainerProgress.Ended ended
              && ended.exitCode() != 0;
      if (failed || ending()) {
        return;
      }
    }
    for (Container container : pod.getSpec().getContainers()) {
      start(specs, container);
    }
    node.writer().status(pod, status());
    awaitExits();
  }

  private boolean ending() {
    return deleting || vanished || !failureReason.isEmpty();
  }

  /** Waits until all that the pod names is there, telling in the status what is not. */
  private Map<String, ContainerSpec> awaitConfiguration() throws InterruptedException {
    Duration retry = FIRST_RETRY;
    String told = "";
    while (true) {
      try {
        return configuration();
      } catch (NotConfigured missing) {
        if (!missing.getMessage().equals(told)) {
          for (Container container : pod.getSpec().getContainers()) {
            progress.put(
                container.getName(),
                new ContainerProgress.Waiting(missing.reason(), missing.getMessage()));
          }
          node.writer().status(pod, status());
          told = missing.getMessage();
        }
      } catch (KubernetesClientException unreachable) {
        LOG.warn(
            "Cannot prepare pod {} now, trying again: {}",
            pod.getMetadata().getName(),
            unreachable.getMessage());
      }
      Instant next = Instant.now().plus(retry);
      while (!ending() && Instant.now().isBefore(next)) {
        take(next);
      }
      if (ending()) {
        return Map.of();
      }
      retry =
          retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0
              ? retry.multipliedBy(2)
              : LONGEST_RETRY;
    }
  }

  private Map<String, ContainerSpec> configuration() throws NotConfigured {
    Map<String, Path> volumes = node.volumes(pod);
    Map<String, ContainerSpec> specs = new HashMap<>();
    List<Container> all = new ArrayList<>(pod.getSpec().getInitContainers());
    all.addAll(pod.getSpec().getContainers());
    for (Container container : all) {
      specs.put(container.getName(), node.resolve(pod, container, volumes));
    }
    return specs;
  }

  private void start(Map<String, ContainerSpec> specs, Container container) {
    String name = container.getName();
    ContainerSpec spec = specs.get(name);
    if (spec == null) {
      throw new IllegalStateException("Container " + name + " was not prepared");
    }
    try {
      Files.createDirectories(files.home(name));
      Files.deleteIfExists(files.terminationMessage(name));
      Files.createFile(files.terminationMessage(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildProcess process =
        ChildProcess.startIsolated(
            pod.getMetadata().getName(),
            spec.command(),
            spec.environment(),
            files.home(name),
            files.log(name));
    processes.put(name, process);
    progress.put(name, new ContainerProgress.Running(Instant.now()));
    var unused = process.exit().thenAccept(code -> signals.add(new Signal.Exited(name, code)));
  }

  private void awaitExits() throws InterruptedException {
    while (!vanished && isAnyRunning()) {
      boolean exited = take(killAt != null ? killAt : deadline);
      if (exited && isAnyRunning()) {
        node.writer().status(pod, status());
      }
    }
    if (vanished) {
      killAll();
    }
  }

  private boolean isAnyRunning() {
    return progress.values().stream().anyMatch(ContainerProgress.Running.class::isInstance);
  }

  /** Handles the next signal, if one comes in time; tells whether a container exited. */
  private boolean take(Instant until) throws InterruptedException {
    Instant limit = until.isBefore(deadline) || killAt != null ? until : deadline;
    long millis = Math.max(0, Duration.between(Instant.now(), limit).toMillis());
    Signal signal = signals.poll(millis, TimeUnit.MILLISECONDS);
    if (signal == null) {
      expire();
      return false;
    }
    if (signal instanceof Signal.Exited exited) {
      ended(exited.container(), exited.exitCode());
      return true;
    }
    if (signal instanceof Signal.DeleteRequested request) {
      // A second request may only shorten what the first one gave.
      deleting = true;
      terminate(request.grace());
    } else if (signal instanceof Signal.Vanished) {
      vanished = true;
    }
    return false;
  }

  private void expire() {
    Instant now = Instant.now();
    if (killAt != null && !now.isBefore(killAt)) {
      processes.values().forEach(ChildProcess::kill);
      // What is left is to see them exit.
      killAt = now.plus(FOREVER);
    } else if (killAt == null && !now.isBefore(deadline)) {
      fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
      Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
      terminate(Duration.ofSeconds(grace == null ? 30 : grace));
    }
  }

  private void terminate(Duration grace) {
    Instant end = Instant.now().plus(grace);
    if (killAt == null) {
      processes.values().stream().filter(ChildProcess::isAlive).forEach(ChildProcess::terminate);
      killAt = end;
    } else if (end.isBefore(killAt)) {
      killAt = end;
    }
  }

  private void killAll() {
    processes.values().forEach(ChildProcess::close);
  }

  private void fail(String reason, String message) {
    failureReason = reason;
    failureMessage = message;
  }

  private void ended(String name, int exitCode) {
    Instant startedAt =
        progress.get(name) instanceof ContainerProgress.Running running
            ? running.startedAt()
            : acceptedAt;
    progress.put(
        name,
        new ContainerProgress.Ended(
            exitCode,
            ContainerProgress.reasonOf(exitCode),
            TerminationMessage.read(container(name), files, exitCode),
            startedAt,
            Instant.now()));
  }

  private Container container(String name) {
    List<Container> all = new ArrayList<>(pod.getSpec().getContainers());
    all.addAll(pod.getSpec().getInitContainers());
    return all.stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
