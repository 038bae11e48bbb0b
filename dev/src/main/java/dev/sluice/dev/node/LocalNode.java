package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node named {@code local} that is scheduler and kubelet at once: it binds the pods of a cluster
 * to itself and runs them as processes of this machine.
 */
public final class LocalNode implements AutoCloseable {
  public static final String NAME = "local";

  private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
  private static final Set<String> OVER = Set.of("Succeeded", "Failed");
  private static final Duration BIND_AGAIN = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Images images;
  private final Path folder;
  private final Map<String, Quantity> allocatable = NodeObject.allocatable();
  private final Placement placement = new Placement(allocatable, NodeObject.labels(NAME));
  private final PodWriter writer;
  private final LogServer logs;

  /** All decisions are made on this one thread; what takes time is done on the pods' own. */
  private final ScheduledExecutorService decisions =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "local-node"));

  private final ExecutorService podThreads =
      Executors.newCachedThreadPool(task -> daemon(task, "local-pod"));

  private final Map<String, Pod> seen = new LinkedHashMap<>();
  private final Map<String, Pod> boundNow = new HashMap<>();
  private final Set<String> lost = new HashSet<>();
  private final Map<String, PodRunner> runners = new ConcurrentHashMap<>();
  private final Map<String, Boolean> running = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;
  private volatile boolean closed;

  private LocalNode(KubernetesClient client, Images images, Path folder) throws IOException {
    this.client = client;
    this.images = images;
    this.folder = folder;
    Files.createDirectories(folder);
    this.writer = new PodWriter(client, () -> closed);
    this.logs = new LogServer(new KnownPods(), ServingCertificate.create(folder));
    register();
    this.informer = client.pods().inAnyNamespace().inform(new Events());
  }

  /**
   * Starts the node. Its folder holds the pods' files and the volumes of claims; a node that is
   * started later on the same folder sets the pods that this one left behind to Failed.
   */
  public static LocalNode start(KubernetesClient client, Images images, Path folder) {
    try {
      return new LocalNode(client, images, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a node in " + folder, e);
    }
  }

  /** The folder that is the volume of a PersistentVolumeClaim. */
  public Path claimFolder(String namespace, String claim) {
    return claims().resolve(namespace).resolve(claim);
  }

  private Path claims() {
    return folder.resolve("claims");
  }

  private void register() {
    Node node = NodeObject.of(NAME, logs.port(), Instant.now());
    if (client.nodes().withName(NAME).get() == null) {
      client.resource(node).create();
    } else {
      client
          .nodes()
          .withName(NAME)
          .editStatus(there -> there.edit().withStatus(node.getStatus()).build());
    }
  }

  private void observed(Pod pod) {
    String uid = pod.getMetadata().getUid();
    seen.put(uid, pod);
    if (pod.getSpec().getNodeName() != null) {
      boundNow.remove(uid);
    }
    boolean ours = NAME.equals(pod.getSpec().getNodeName());
    if (isOver(pod) || !ours) {
      placePending();
      // Deleted in the moment in which it ended: nobody else removes it then.
      if (ours && pod.getMetadata().getDeletionTimestamp() != null) {
        podThreads.execute(() -> writer.remove(pod));
      }
      return;
    }
    PodRunner runner = runners.get(uid);
    if (runner == null) {
      runner = accept(pod);
    }
    if (runner != null && pod.getMetadata().getDeletionTimestamp() != null) {
      Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
      runner.deleteRequested(Duration.ofSeconds(grace == null ? 0 : grace));
    }
  }

  private @Nullable PodRunner accept(Pod pod) {
    String uid = pod.getMetadata().getUid();
    PodFiles files = PodFiles.of(folder, uid);
    if (files.wasStarted() || wasRunning(pod)) {
      if (lost.add(uid)) {
        podThreads.execute(() -> declareLost(pod));
      }
      return null;
    }
    PodRunner runner = new PodRunner(pod, files, new PodSurroundings(files));
    runners.put(uid, runner);
    running.put(uid, true);
    podThreads.execute(
        () -> {
          runner.run();
          running.remove(uid);
        });
    return runner;
  }

  private static boolean wasRunning(Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }

  /** A pod that an earlier node started; its processes ended with that node. */
  private void declareLost(Pod pod) {
    Instant now = Instant.now();
    Map<String, ContainerProgress> containers = new HashMap<>();
    for (Container container : pod.getSpec().getContainers()) {
      containers.put(
          container.getName(),
          new ContainerProgress.Ended(
              ContainerProgress.KILLED,
              "ContainerStatusUnknown",
              "The node was restarted and the container was lost with it",
              now,
              now));
    }
    writer.status(pod, new PodProgress(now, containers, "", "").status(pod));
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      writer.remove(pod);
    }
  }

  private void gone(Pod pod) {
    String uid = pod.getMetadata().getUid();
    seen.remove(uid);
    boundNow.remove(uid);
    lost.remove(uid);
    PodRunner runner = runners.remove(uid);
    podThreads.execute(
        () -> {
          if (runner != null) {
            runner.vanished();
            runner.awaitEnd();
          }
          PodFiles.of(folder, uid).delete();
        });
    placePending();
  }

  private static boolean isOver(Pod pod) {
    return pod.getStatus() != null && OVER.contains(String.valueOf(pod.getStatus().getPhase()));
  }

  /** Binds what fits, oldest first, and tells the others why they wait. */
  private void placePending() {
    List<Pod> pending =
        seen.values().stream()
            .filter(LocalNode::wantsPlace)
            .filter(pod -> !boundNow.containsKey(pod.getMetadata().getUid()))
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
            .toList();
    for (Pod pod : pending) {
      Optional<String> obstacle = placement.obstacle(pod, occupants());
      if (obstacle.isPresent()) {
        tellUnschedulable(pod, obstacle.get());
      } else {
        bind(pod);
      }
    }
  }

  private static boolean wantsPlace(Pod pod) {
    return pod.getSpec().getNodeName() == null
        && pod.getSpec().getSchedulingGates().isEmpty()
        && "default-scheduler".equals(pod.getSpec().getSchedulerName())
        && pod.getMetadata().getDeletionTimestamp() == null
        && !isOver(pod);
  }

  private List<Pod> occupants() {
    List<Pod> occupants = new ArrayList<>(boundNow.values());
    seen.values().stream()
        .filter(pod -> NAME.equals(pod.getSpec().getNodeName()) && !isOver(pod))
        .forEach(occupants::add);
    return occupants;
  }

  private void bind(Pod pod) {
    try {
      writer.bind(pod, NAME);
      boundNow.put(pod.getMetadata().getUid(), pod);
    } catch (KubernetesClientException e) {
      LOG.debug("Cannot bind pod {}: {}", pod.getMetadata().getName(), e.getMessage());
      var unused =
          decisions.schedule(
              () -> guarded(this::placePending), BIND_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tellUnschedulable(Pod pod, String obstacle) {
    boolean told =
        pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("PodScheduled")
                        && obstacle.equals(condition.getMessage()));
    if (told) {
      return;
    }
    PodStatus status =
        new PodStatusBuilder()
            .withPhase("Pending")
            .withConditions(
                new PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage(obstacle)
                    .withLastTransitionTime(Times.text(Instant.now()))
                    .build())
            .build();
    podThreads.execute(() -> writer.status(pod, status));
  }

  private void guarded(Runnable decision) {
    try {
      decision.run();
    } catch (RuntimeException e) {
      LOG.error("The local node failed to decide", e);
    }
  }

  private void decide(Pod pod, Consumer<Pod> decision) {
    if (!closed) {
      decisions.execute(() -> guarded(() -> decision.accept(pod)));
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Stops the node as a power cut does: its pods' processes end, their objects stay. */
  @Override
  public void close() {
    closed = true;
    informer.stop();
    decisions.shutdownNow();
    logs.close();
    runners.values().forEach(PodRunner::abandon);
    podThreads.shutdownNow();
  }

  private final class Events implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      decide(pod, LocalNode.this::observed);
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      decide(after, LocalNode.this::observed);
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
      decide(pod, LocalNode.this::gone);
    }
  }

  private final class PodSurroundings implements PodRunner.Surroundings {
    private final PodFiles files;

    PodSurroundings(PodFiles files) {
      this.files = files;
    }

    @Override
    public Map<String, Path> volumes(Pod pod) throws NotConfigured {
      return new VolumeFolders(client, pod, files, claims()).make();
    }

    @Override
    public ContainerSpec resolve(Pod pod, Container container, Map<String, Path> volumes)
        throws NotConfigured {
      ConfigSources sources = new ConfigSources(client, pod.getMetadata().getNamespace());
      return new ContainerSpecs(pod, files, images, sources, allocatable)
          .resolve(container, volumes);
    }

    @Override
    public PodWriter writer() {
      return writer;
    }
  }

  private final class KnownPods implements LogServer.Pods {
    @Override
    public Optional<Pod> find(String namespace, String name) {
      return Optional.ofNullable(informer.getIndexer().getByKey(namespace + "/" + name));
    }

    @Override
    public PodFiles files(Pod pod) {
      return PodFiles.of(folder, pod.getMetadata().getUid());
    }

    @Override
    public boolean isRunning(Pod pod) {
      return running.containsKey(pod.getMetadata().getUid());
    }
  }
}
