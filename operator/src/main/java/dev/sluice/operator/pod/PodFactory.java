package dev.sluice.operator.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.api.v1alpha1.LocalReference;
import dev.sluice.api.v1alpha1.ObjectStoreSpec;
import dev.sluice.api.v1alpha1.PodOptions;
import dev.sluice.api.v1alpha1.PodToleration;
import dev.sluice.api.v1alpha1.ResourceList;
import dev.sluice.api.v1alpha1.Resources;
import dev.sluice.api.v1alpha1.WarehouseSpec;
import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.kube.Durations;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.ProbeStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pods of attempts and probes. The same attempt always gives the same pod.
 *
 * <p>Pods keep to Pod Security <i>restricted</i>.
 */
public final class PodFactory {

  private static final String RESULT_PATH = "/dev/termination-log";

  /** Linux refuses a process one of whose environment variables is larger. */
  private static final int MAX_REQUEST_BYTES = 120 * 1024;

  private static final Map<StepKind, Resources> DEFAULTS =
      Map.of(
          StepKind.DATASET_INGEST, memory("256Mi", "512Mi"),
          StepKind.TRANSFORM, memory("1Gi", "2Gi"),
          StepKind.QUALITY_CHECK, memory("512Mi", "1Gi"),
          StepKind.WAREHOUSE_LOAD, memory("512Mi", "1Gi"),
          StepKind.MODEL_RUN, memory("512Mi", "1Gi"));

  private final OperatorConfig config;
  private final Connections connections;

  public PodFactory(OperatorConfig config, Connections connections) {
    this.config = config;
    this.connections = connections;
  }

  /**
   * A pod, or why it cannot be made: exactly one is there.
   *
   * @param connections that it uses, as {@code warehouse/name} or {@code store/name}
   * @param limited those of them whose parallelism is limited
   */
  public record Made(
      @Nullable Pod pod,
      List<String> connections,
      List<String> limited,
      @Nullable Problem problem) {
    static Made failed(Problem problem) {
      return new Made(null, List.of(), List.of(), problem);
    }
  }

  /** The pod of an attempt. */
  public Made make(Attempt attempt) {
    Requests requests = new Requests(attempt, connections, config.blockedAddresses());
    StepRequest request;
    try {
      request = requests.build();
    } catch (Requests.Unresolved e) {
      return Made.failed(e.problem());
    }
    String json = write(request);
    if (json.getBytes(StandardCharsets.UTF_8).length > MAX_REQUEST_BYTES) {
      return Made.failed(
          new Problem(
              Reasons.SPEC_TOO_LARGE,
              attempt.task().step()
                  + " is larger than the 120 KiB that a pod can be told: move its text into a"
                  + " ConfigMap (spec.project.configMap), or split the step."));
    }
    StepKind kind = attempt.task().step().kind();
    PodOptions options = attempt.spec().pod();
    Map<String, String> labels = new LinkedHashMap<>();
    Map<String, String> annotations = new LinkedHashMap<>();
    if (options != null) {
      labels.putAll(options.labels());
      annotations.putAll(options.annotations());
    }
    labels.put(Labels.MANAGED_BY, Labels.SLUICE);
    labels.put(Labels.RUN, attempt.owner().getName());
    labels.put(Labels.TASK, attempt.task().name());
    labels.put(Labels.ATTEMPT, String.valueOf(attempt.number()));
    annotations.put(Labels.REVISION, attempt.revision());
    if (!requests.limited().isEmpty()) {
      annotations.put(Labels.USES, String.join(",", requests.limited()));
    }
    String image = Mounts.image(options == null ? null : options.image(), image(kind));
    Container container = container(image, json, requests.mounts(), resources(kind, attempt));
    PodSpecBuilder spec =
        podSpec(container, requests.mounts(), attempt.spec().serviceAccountName());
    if (attempt.spec().timeout() != null) {
      spec.withActiveDeadlineSeconds(Durations.parse(attempt.spec().timeout()).toSeconds());
    }
    if (options != null) {
      apply(options, spec);
    }
    Pod pod =
        pod(attempt.namespace(), attempt.podName(), attempt.owner(), labels, annotations, spec);
    return new Made(pod, connections(request), requests.limited(), null);
  }

  /** The pod that probes an object store. */
  public Pod probe(
      String namespace, String podName, OwnerReference owner, String name, ObjectStoreSpec spec) {
    Mounts mounts = new Mounts();
    StoreConnection store = mounts.store(name, spec);
    return probe(
        namespace, podName, owner, mounts, config.images().ingest(), Map.of(name, store), Map.of());
  }

  /** The pod that probes a warehouse. */
  public Pod probe(
      String namespace, String podName, OwnerReference owner, String name, WarehouseSpec spec) {
    Mounts mounts = new Mounts();
    WarehouseConnection warehouse = mounts.warehouse(name, spec);
    return probe(
        namespace,
        podName,
        owner,
        mounts,
        config.images().warehouse(),
        Map.of(),
        Map.of(name, warehouse));
  }

  private Pod probe(
      String namespace,
      String podName,
      OwnerReference owner,
      Mounts mounts,
      String image,
      Map<String, StoreConnection> stores,
      Map<String, WarehouseConnection> warehouses) {
    StepRequest request =
        new StepRequest(
            StepRequest.PROTOCOL_VERSION,
            new RunContext(namespace, owner.getName(), owner.getUid(), "probe", "1970-01-01", 1, 1),
            stores,
            warehouses,
            null,
            null,
            null,
            null,
            null,
            null,
            new ProbeStep(
                stores.keySet().stream().findFirst().orElse(null),
                warehouses.keySet().stream().findFirst().orElse(null)));
    Container container =
        container(image, write(request), mounts, requirements(memory("256Mi", "512Mi")));
    PodSpecBuilder spec = podSpec(container, mounts, null).withActiveDeadlineSeconds(120L);
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED_BY, Labels.SLUICE);
    labels.put(Labels.PROBE, owner.getName());
    Map<String, String> annotations = new LinkedHashMap<>();
    if (!warehouses.isEmpty()) {
      annotations.put(Labels.USES, "warehouse/" + owner.getName());
    }
    return pod(namespace, podName, owner, labels, annotations, spec);
  }

  private static Pod pod(
      String namespace,
      String name,
      OwnerReference owner,
      Map<String, String> labels,
      Map<String, String> annotations,
      PodSpecBuilder spec) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(owner)
        .endMetadata()
        .withSpec(spec.build())
        .build();
  }

  private Container container(
      String image, String request, Mounts mounts, ResourceRequirements resources) {
    List<EnvVar> env = new ArrayList<>();
    env.add(new EnvVar(StepRequest.ENV, request, null));
    env.add(new EnvVar(StepResult.ENV, RESULT_PATH, null));
    env.add(new EnvVar("SLUICE_SCRATCH", Mounts.SCRATCH, null));
    if (config.jsonLogs()) {
      env.add(new EnvVar("SLUICE_LOG_FORMAT", "json", null));
    }
    return new ContainerBuilder()
        .withName("runner")
        .withImage(image)
        .withEnv(env)
        .withResources(resources)
        .withVolumeMounts(mounts.mounts())
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  private static PodSpecBuilder podSpec(
      Container container, Mounts mounts, @Nullable String serviceAccountName) {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withServiceAccountName(serviceAccountName)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(10001L)
        .withRunAsGroup(10001L)
        .withFsGroup(10001L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container)
        .withVolumes(mounts.volumes());
  }

  private static void apply(PodOptions options, PodSpecBuilder spec) {
    if (!options.nodeSelector().isEmpty()) {
      spec.withNodeSelector(options.nodeSelector());
    }
    for (LocalReference secret : options.imagePullSecrets()) {
      spec.addToImagePullSecrets(new LocalObjectReference(secret.name()));
    }
    for (PodToleration t : options.tolerations()) {
      spec.addToTolerations(
          new Toleration(
              t.effect() == null ? null : Revisions.text(t.effect()),
              t.key(),
              t.operator() == null ? null : Revisions.text(t.operator()),
              t.tolerationSeconds(),
              t.value()));
    }
    if (options.priorityClassName() != null) {
      spec.withPriorityClassName(options.priorityClassName());
    }
  }

  private String image(StepKind kind) {
    OperatorConfig.Images images = config.images();
    return switch (kind) {
      case DATASET_INGEST -> images.ingest();
      case TRANSFORM -> images.spark();
      case QUALITY_CHECK, WAREHOUSE_LOAD -> images.warehouse();
      case MODEL_RUN -> images.dbt();
    };
  }

  private static ResourceRequirements resources(StepKind kind, Attempt attempt) {
    Resources own = attempt.spec().resources();
    return requirements(own == null ? defaults(kind) : own);
  }

  private static Resources defaults(StepKind kind) {
    Resources defaults = DEFAULTS.get(kind);
    if (defaults == null) {
      throw new IllegalStateException("No default resources for " + kind);
    }
    return defaults;
  }

  private static Resources memory(String request, String limit) {
    return new Resources(
        new ResourceList("100m", request, null), new ResourceList(null, limit, null));
  }

  private static ResourceRequirements requirements(Resources resources) {
    return new ResourceRequirementsBuilder()
        .withRequests(quantities(resources.requests()))
        .withLimits(quantities(resources.limits()))
        .build();
  }

  private static Map<String, Quantity> quantities(@Nullable ResourceList list) {
    Map<String, Quantity> quantities = new LinkedHashMap<>();
    if (list != null) {
      put(quantities, "cpu", list.cpu());
      put(quantities, "memory", list.memory());
      put(quantities, "ephemeral-storage", list.ephemeralStorage());
    }
    return quantities;
  }

  private static void put(Map<String, Quantity> quantities, String name, @Nullable String value) {
    if (value != null) {
      quantities.put(name, new Quantity(value));
    }
  }

  private static List<String> connections(StepRequest request) {
    List<String> connections = new ArrayList<>();
    request.stores().keySet().forEach(name -> connections.add("store/" + name));
    request.warehouses().keySet().forEach(name -> connections.add("warehouse/" + name));
    return connections;
  }

  private static String write(StepRequest request) {
    try {
      return Json.MAPPER.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request cannot be written as JSON.", e);
    }
  }
}
