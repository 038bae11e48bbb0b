package dev.sluice.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.ConnectionStatus;
import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.Transform;
import dev.sluice.operator.FakeClock;
import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.Events;
import dev.sluice.operator.kube.FakeCache;
import dev.sluice.operator.kube.FakeKubeApi;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pod.Labels;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An operator, an API server, watches that lag, kubelets and users, driven by a random number. */
final class CrashWorld {

  private static final String STORE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ObjectStore
      metadata: {name: lake, namespace: default, uid: lake, generation: 1}
      spec: {bucket: lake}
      """;
  private static final String STEP =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: Transform
      metadata: {name: %1$s, namespace: default, uid: %1$s, generation: 1}
      spec:
        inputs: [%2$s]
        sql: SELECT 1
        output: {objectStore: lake, path: %1$s}
        retry: {limit: 2, backoff: {initial: 1s}}
        pendingTimeout: 60s
      """;
  private static final String PIPELINE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      metadata: {name: p, namespace: default, uid: p, generation: 1}
      spec: {steps: [{transform: a}, {transform: b}, {transform: c}, {transform: d}]}
      """;
  private static final String RUN =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: PipelineRun
      metadata: {name: r, namespace: default}
      spec: {pipeline: p}
      """;

  private final Random random;
  private final FakeClock clock = new FakeClock();
  private final FakeKubeApi api = new FakeKubeApi(clock);
  private final List<HasMetadata> definitions = new ArrayList<>();
  private Process process;

  CrashWorld(long seed) {
    random = new Random(seed);
    definition(STORE, ObjectStore.class);
    definition(STEP.formatted("a", ""), Transform.class);
    definition(STEP.formatted("b", "{name: x, from: {transform: a}}"), Transform.class);
    definition(STEP.formatted("c", "{name: x, from: {transform: a}}"), Transform.class);
    definition(
        STEP.formatted("d", "{name: x, from: {transform: b}}, {name: y, from: {transform: c}}"),
        Transform.class);
    definition(PIPELINE, Pipeline.class);
    api.create(Serialization.unmarshal(RUN, PipelineRun.class), PipelineRun.class);
    api.onPodCreated(this::checkNewPod);
    process = new Process();
  }

  private void definition(String yaml, Class<? extends HasMetadata> type) {
    HasMetadata resource = Serialization.unmarshal(yaml, type);
    resource.getMetadata().setResourceVersion("1");
    if (resource instanceof ObjectStore store) {
      store.setStatus(
          new ConnectionStatus(
              1L,
              Conditions.set(
                  List.of(), Conditions.READY, true, "ProbeSucceeded", "", 1L, clock.instant()),
              "S3",
              null));
    }
    definitions.add(resource);
  }

  /** One process of the operator, with caches that only know what the watches delivered. */
  private final class Process {
    private final Catalog catalog = new Catalog();
    private final FakeCache<PipelineRun> runs = new FakeCache<>();
    private final Slots slots = new Slots(catalog);
    private final PodCache pods = new PodCache(slots);
    private final PipelineRunReconciler reconciler;
    private int seen = api.changes().size();

    Process() {
      register(ObjectStore.class);
      register(Transform.class);
      register(Pipeline.class);
      catalog.register(PipelineRun.class, runs);
      api.all(PipelineRun.class).forEach(runs::put);
      api.all(Pod.class).forEach(pod -> pods.record(FakeKubeApi.observe(pod)));
      Signals signals = new Signals();
      Blueprints blueprints = new Blueprints(catalog, api, new StepRevisions());
      reconciler =
          new PipelineRunReconciler(
              new PipelineRunReconciler.Tools(
                  catalog,
                  api,
                  pods,
                  new PodFactory(OperatorConfig.of(Map.of()), catalog),
                  slots,
                  signals,
                  new Events(new FakeKubeApi(clock), clock),
                  blueprints,
                  new RevisionHistory(catalog, api, blueprints, clock),
                  new Executions(signals),
                  new RunMetrics(new SimpleMeterRegistry()),
                  clock));
    }

    private <T extends HasMetadata> void register(Class<T> type) {
      FakeCache<T> cache = new FakeCache<>();
      definitions.stream().filter(type::isInstance).map(type::cast).forEach(cache::put);
      catalog.register(type, cache);
    }

    boolean deliver() {
      if (seen == api.changes().size()) {
        return false;
      }
      HasMetadata change = api.changes().get(seen++);
      if (change instanceof PipelineRun run) {
        runs.put(run);
      } else if (change instanceof Pod pod) {
        boolean exists =
            api.all(Pod.class).stream()
                .anyMatch(p -> p.getMetadata().getUid().equals(pod.getMetadata().getUid()));
        boolean gone = pod.getMetadata().getDeletionTimestamp() != null && !exists;
        if (gone) {
          pods.recordGone(FakeKubeApi.observe(pod));
        } else {
          pods.record(FakeKubeApi.observe(pod));
        }
      }
      return true;
    }

    void reconcile() {
      runs.list(run -> true).toList().forEach(run -> reconciler.reconcile(run, null));
    }
  }

  /** Anything that may happen, happens. */
  void chaos() {
    switch (random.nextInt(9)) {
      case 0, 1 -> process.deliver();
      case 2, 3 -> kubelet();
      case 4 -> clock.pass(Duration.ofSeconds(random.nextInt(40)));
      case 5 -> userDeletesPod();
      case 6 -> {
        api.crashAfter(random.nextInt(12));
        operate();
      }
      default -> operate();
    }
  }

  /** From now on nothing bad happens: the run must come to an end. */
  PipelineRun end() {
    api.crashAfter(-1);
    for (int round = 0; round < 300 && !RunQueue.isFinal(run()); round++) {
      api.all(Pod.class).forEach(pod -> kubelet(pod, 0));
      while (process.deliver()) {
        continue;
      }
      clock.pass(Duration.ofSeconds(5));
      process.reconcile();
    }
    return run();
  }

  Map<String, Integer> podsMade() {
    return api.podsMade();
  }

  private PipelineRun run() {
    return api.all(PipelineRun.class).get(0);
  }

  private void operate() {
    try {
      process.reconcile();
    } catch (FakeKubeApi.Crash crash) {
      process = new Process();
    }
  }

  private void kubelet() {
    List<Pod> pods = api.all(Pod.class);
    if (!pods.isEmpty()) {
      kubelet(pods.get(random.nextInt(pods.size())), random.nextInt(8));
    }
  }

  /** Only a pod of which the status knows: what vanishes while nobody looks cannot be known. */
  private void userDeletesPod() {
    List<Pod> pods = api.all(Pod.class).stream().filter(this::isKnown).toList();
    if (!pods.isEmpty() && random.nextInt(3) == 0) {
      api.remove(pods.get(random.nextInt(pods.size())));
    }
  }

  private boolean isKnown(Pod pod) {
    PodObservation observed = FakeKubeApi.observe(pod);
    return run().getStatus() != null
        && run().getStatus().tasks().stream()
            .anyMatch(
                task ->
                    task.name().equals(observed.task())
                        && TaskStates.attempt(task) >= observed.attempt());
  }

  private void kubelet(Pod pod, int luck) {
    String phase = phase(pod);
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      api.remove(pod);
    } else if (phase.equals("Pending")) {
      api.change(pod, p -> p.setStatus(new PodStatusBuilder().withPhase("Running").build()));
    } else if (phase.equals("Running")) {
      int code = luck < 5 ? 0 : luck == 5 ? 20 : luck == 6 ? 137 : 10;
      api.change(
          pod,
          p ->
              p.setStatus(
                  new PodStatusBuilder()
                      .withPhase(code == 0 ? "Succeeded" : "Failed")
                      .withContainerStatuses(
                          new ContainerStatusBuilder()
                              .withState(
                                  new ContainerStateBuilder()
                                      .withNewTerminated()
                                      .withExitCode(code)
                                      .withFinishedAt(clock.instant().toString())
                                      .endTerminated()
                                      .build())
                              .build())
                      .build()));
    }
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? "Pending"
        : pod.getStatus().getPhase();
  }

  /** No attempt beside another one of its task that may still run. */
  private void checkNewPod(Pod made) {
    String task = made.getMetadata().getLabels().get(Labels.TASK);
    for (Pod pod : api.all(Pod.class)) {
      if (task.equals(pod.getMetadata().getLabels().get(Labels.TASK))) {
        boolean over =
            pod.getMetadata().getDeletionTimestamp() != null
                || List.of("Succeeded", "Failed").contains(phase(pod));
        assertThat(over)
            .as("%s beside %s; status: %s", pod, made.getMetadata().getName(), run().getStatus())
            .isTrue();
        assertThat(phase(pod)).as("a task that has succeeded").isNotEqualTo("Succeeded");
      }
    }
  }
}
