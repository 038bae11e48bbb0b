package dev.sluice.operator;

import dev.sluice.operator.connection.ConnectionTools;
import dev.sluice.operator.connection.ObjectStoreReconciler;
import dev.sluice.operator.connection.WarehouseReconciler;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.DeletionListener;
import dev.sluice.operator.kube.Events;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.PruningStore;
import dev.sluice.operator.kube.RestKubeApi;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pipeline.PipelineReconciler;
import dev.sluice.operator.pipeline.RunTrigger;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.Slots;
import dev.sluice.operator.run.Blueprints;
import dev.sluice.operator.run.Executions;
import dev.sluice.operator.run.PipelineRunReconciler;
import dev.sluice.operator.run.RevisionHistory;
import dev.sluice.operator.run.RunMetrics;
import dev.sluice.operator.run.StepRevisions;
import dev.sluice.operator.step.StepReconcilers;
import dev.sluice.operator.step.StepTools;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.function.Consumer;

/** The operator: all caches, reconcilers and servers of one process, wired. */
public final class Operator implements AutoCloseable {

  private static final String LEASE = "sluice-operator";
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final OperatorConfig config;
  private final KubernetesClient client;
  private final io.javaoperatorsdk.operator.Operator framework;
  private final PodCache pods;
  private final Events events;
  private final HealthServer health;
  private final Runnable onLeadershipLost;
  private volatile boolean started;
  private volatile boolean closing;

  /**
   * @param onLeadershipLost called when another instance may lead: this one must end at once
   * @throws IOException when the port of the health server is taken
   */
  public Operator(OperatorConfig config, KubernetesClient client, Runnable onLeadershipLost)
      throws IOException {
    this.config = config;
    this.client = client;
    this.onLeadershipLost = onLeadershipLost;
    Clock clock = Clock.systemUTC();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    KubeApi api = new RestKubeApi(client);
    Catalog catalog = new Catalog();
    Signals signals = new Signals();
    Slots slots = new Slots(catalog);
    this.pods = new PodCache(slots);
    this.events = new Events(api, clock);
    PodFactory factory = new PodFactory(config, catalog);
    StepRevisions revisions = new StepRevisions();
    Blueprints blueprints = new Blueprints(catalog, api, revisions);
    RevisionHistory history = new RevisionHistory(catalog, api, blueprints, clock);
    Executions executions = new Executions(signals);
    RunTrigger trigger = new RunTrigger(api, clock);

    this.framework =
        new io.javaoperatorsdk.operator.Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withConcurrentReconciliationThreads(16)
                  .withResourceCloner(new SharingCloner())
                  .withStopOnInformerErrorDuringStartup(true)
                  .withReconciliationTerminationTimeout(GRACE);
              if (config.leaderElection()) {
                overrider.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                        .withLeaseNamespace(config.leaseNamespace())
                        .withExitOnStopLeading(false)
                        .withLeaderCallbacks(
                            new LeaderCallbacks(() -> {}, this::stoppedLeading, leader -> {}))
                        .build());
              }
            });
    ConnectionTools connectionTools =
        new ConnectionTools(catalog, api, pods, factory, slots, signals, clock);
    register(new ObjectStoreReconciler(connectionTools));
    register(new WarehouseReconciler(connectionTools));
    StepTools stepTools =
        new StepTools(catalog, api, signals, executions, revisions, history, trigger, clock);
    StepReconcilers.all(stepTools).forEach(this::register);
    register(
        new PipelineReconciler(
            catalog, api, signals, blueprints, trigger, history, config.settle(), clock));
    register(
        new PipelineRunReconciler(
            new PipelineRunReconciler.Tools(
                catalog,
                api,
                pods,
                factory,
                slots,
                signals,
                events,
                blueprints,
                history,
                executions,
                new RunMetrics(registry),
                clock)));
    this.health =
        new HealthServer(
            config.httpAddress(),
            config.httpPort(),
            this::isHealthy,
            () -> started && isHealthy(),
            registry::scrape);
  }

  @SuppressWarnings("unchecked")
  private <R extends HasMetadata> void register(Reconciler<R> reconciler) {
    Consumer<R> gone =
        reconciler instanceof DeletionListener<?> listener
            ? ((DeletionListener<R>) listener)::gone
            : resource -> {};
    framework.register(
        reconciler,
        overrider -> {
          overrider
              .withItemStore(new PruningStore<>(gone))
              .withRetry(
                  new GenericRetry()
                      .setInitialInterval(200)
                      .setIntervalMultiplier(2)
                      .setMaxInterval(15_000)
                      .setMaxAttempts(-1));
          if (!config.watchNamespaces().isEmpty()) {
            overrider.settingNamespaces(new HashSet<>(config.watchNamespaces()));
          }
        });
  }

  /**
   * Starts; returns when all caches are filled. With leader election it is ready then, too, but
   * acts only once it leads.
   */
  public void start() {
    pods.start(client, config.watchNamespaces());
    framework.start();
    started = true;
  }

  /** Port of the health server. */
  public int httpPort() {
    return health.port();
  }

  private void stoppedLeading() {
    if (!closing) {
      onLeadershipLost.run();
    }
  }

  private boolean isHealthy() {
    return !started || (pods.isHealthy() && framework.getRuntimeInfo().allEventSourcesAreHealthy());
  }

  /** Finishes what is being reconciled, gives the lease back and stops. */
  @Override
  public void close() {
    closing = true;
    started = false;
    framework.stop();
    pods.stop();
    events.close();
    health.close();
  }

  /** Reconcilers never change what they are given, so nothing needs to be copied for them. */
  private static final class SharingCloner implements Cloner {
    @Override
    public <R extends HasMetadata> R clone(R resource) {
      return resource;
    }
  }
}
