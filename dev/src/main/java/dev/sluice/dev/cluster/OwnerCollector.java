package dev.sluice.dev.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a control plane without kube-controller-manager lacks, for development only: objects go when
 * their owner goes, and namespaces get their default service account.
 */
final class OwnerCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerCollector.class);
  private static final String BY_OWNER = "owner";

  /** Built-in kinds that something may own; custom resources are followed when they are defined. */
  private static final List<ResourceDefinitionContext> BUILT_IN =
      List.of(
          context("", "v1", "Pod", "pods", true),
          context("", "v1", "ConfigMap", "configmaps", true),
          context("apps", "v1", "ControllerRevision", "controllerrevisions", true));

  private final KubernetesClient client;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "owner-collector"));
  private final Map<String, SharedIndexInformer<GenericKubernetesResource>> followed =
      new ConcurrentHashMap<>();

  private OwnerCollector(KubernetesClient client) {
    this.client = client;
  }

  static OwnerCollector start(KubernetesClient client) {
    OwnerCollector collector = new OwnerCollector(client);
    BUILT_IN.forEach(collector::follow);
    client.namespaces().inform(collector.whenAdded(collector::addServiceAccount));
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .inform(collector.whenAdded(collector::follow));
    return collector;
  }

  private void follow(CustomResourceDefinition definition) {
    String version = definition.getSpec().getVersions().get(0).getName();
    follow(
        context(
            definition.getSpec().getGroup(),
            version,
            definition.getSpec().getNames().getKind(),
            definition.getSpec().getNames().getPlural(),
            definition.getSpec().getScope().equals("Namespaced")));
  }

  private void follow(ResourceDefinitionContext kind) {
    String key = kind.getPlural() + "." + kind.getGroup();
    if (followed.containsKey(key)) {
      return;
    }
    SharedIndexInformer<GenericKubernetesResource> informer =
        client.genericKubernetesResources(kind).inAnyNamespace().runnableInformer(0);
    informer.addIndexers(
        Map.of(
            BY_OWNER,
            object ->
                object.getMetadata().getOwnerReferences().stream()
                    .map(OwnerReference::getUid)
                    .toList()));
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(GenericKubernetesResource added) {
            submit(() -> deleteIfOrphaned(added));
          }

          @Override
          public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            if (!before
                .getMetadata()
                .getOwnerReferences()
                .equals(after.getMetadata().getOwnerReferences())) {
              submit(() -> deleteIfOrphaned(after));
            }
          }

          @Override
          public void onDelete(GenericKubernetesResource gone, boolean unknown) {
            submit(() -> deleteOwnedBy(gone.getMetadata().getUid()));
          }
        });
    followed.put(key, informer);
    // A kind that is defined but not served yet fails at first; the informer keeps trying.
    informer.exceptionHandler((started, failure) -> true);
    var unused = informer.start();
  }

  private void deleteOwnedBy(String uid) {
    for (SharedIndexInformer<GenericKubernetesResource> informer : followed.values()) {
      informer.getIndexer().byIndex(BY_OWNER, uid).forEach(this::deleteIfOrphaned);
    }
  }

  private void deleteIfOrphaned(GenericKubernetesResource object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    if (owners.isEmpty() || owners.stream().anyMatch(owner -> exists(owner, object))) {
      return;
    }
    LOG.debug(
        "Deleting {} {}: its owner is gone", object.getKind(), object.getMetadata().getName());
    client.resource(object).delete();
  }

  private boolean exists(OwnerReference owner, HasMetadata owned) {
    GenericKubernetesResource found =
        client
            .genericKubernetesResources(owner.getApiVersion(), owner.getKind())
            .inNamespace(owned.getMetadata().getNamespace())
            .withName(owner.getName())
            .get();
    return found != null && found.getMetadata().getUid().equals(owner.getUid());
  }

  private void addServiceAccount(Namespace namespace) {
    String name = namespace.getMetadata().getName();
    ServiceAccount account =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName("default")
            .withNamespace(name)
            .endMetadata()
            .build();
    try {
      client.resource(account).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private <T extends HasMetadata> ResourceEventHandler<T> whenAdded(Consumer<T> action) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        submit(() -> action.accept(added));
      }

      @Override
      public void onUpdate(T before, T after) {
        // Only new objects need something.
      }

      @Override
      public void onDelete(T gone, boolean unknown) {
        // Only new objects need something.
      }
    };
  }

  private void submit(Runnable action) {
    if (worker.isShutdown()) {
      return;
    }
    worker.execute(
        () -> {
          try {
            action.run();
          } catch (RuntimeException e) {
            LOG.warn("Cannot collect: {}", e.getMessage());
          }
        });
  }

  private static ResourceDefinitionContext context(
      String group, String version, String kind, String plural, boolean namespaced) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }

  @Override
  public void close() {
    worker.shutdownNow();
    followed.values().forEach(SharedIndexInformer::stop);
  }
}
