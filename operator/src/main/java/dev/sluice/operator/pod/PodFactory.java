package dev.sluice.operator.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.sluice.api.v1alpha1.ObjectStoreSpec;
import dev.sluice.api.v1alpha1.PodOptions;
import dev.sluice.api.v1alpha1.PodToleration;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.QualityEngine;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TransformEngine;
import dev.sluice.api.v1alpha1.TransformSpec;
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
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the pods of attempts and probes. The same attempt always gives the same pod. */
public final class PodFactory {

  /** How long a probe may take. */
  public static final String PROBE_TIMEOUT = "2m";

  private static final String RESULT_PATH = "/dev/termination-log";

  /** Linux refuses a process one of whose environment variables is larger. */
  private static final int MAX_REQUEST_BYTES = 120 * 1024;

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
    Requests requests = new Requests(attempt, connections, config);
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
                  + " ConfigMap (spec.project.configMap, spec.python.configMap), or split the step."));
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
    String image =
        Mounts.image(options == null ? null : options.image(), image(kind, attempt.spec()));
    PodSpec spec =
        RestrictedPod.spec(
            image, environment(json), StepResources.of(kind, attempt.spec()), requests.mounts());
    spec.setServiceAccountName(attempt.spec().serviceAccountName());
    if (attempt.spec().timeout() != null) {
      spec.setActiveDeadlineSeconds(Durations.parse(attempt.spec().timeout()).toSeconds());
    }
    if (options != null) {
      apply(options, spec);
    }
    Pod pod =
        RestrictedPod.of(
            attempt.namespace(), attempt.podName(), attempt.owner(), labels, annotations, spec);
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
            null,
            new ProbeStep(
                stores.keySet().stream().findFirst().orElse(null),
                warehouses.keySet().stream().findFirst().orElse(null)));
    PodSpec spec =
        RestrictedPod.spec(image, environment(write(request)), StepResources.ofProbe(), mounts);
    spec.setActiveDeadlineSeconds(Durations.parse(PROBE_TIMEOUT).toSeconds());
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED_BY, Labels.SLUICE);
    labels.put(Labels.PROBE, owner.getName());
    Map<String, String> annotations = new LinkedHashMap<>();
    if (!warehouses.isEmpty()) {
      annotations.put(Labels.USES, "warehouse/" + owner.getName());
    }
    return RestrictedPod.of(namespace, podName, owner, labels, annotations, spec);
  }

  private List<EnvVar> environment(String request) {
    List<EnvVar> env = new ArrayList<>();
    env.add(new EnvVar(StepRequest.ENV, request, null));
    env.add(new EnvVar(StepResult.ENV, RESULT_PATH, null));
    env.add(new EnvVar("SLUICE_SCRATCH", Mounts.SCRATCH, null));
    if (config.jsonLogs()) {
      env.add(new EnvVar("SLUICE_LOG_FORMAT", "json", null));
    }
    return env;
  }

  private static void apply(PodOptions options, PodSpec spec) {
    if (!options.nodeSelector().isEmpty()) {
      spec.setNodeSelector(options.nodeSelector());
    }
    spec.setImagePullSecrets(
        options.imagePullSecrets().stream()
            .map(secret -> new LocalObjectReference(secret.name()))
            .toList());
    spec.setTolerations(options.tolerations().stream().map(PodFactory::toleration).toList());
    if (options.priorityClassName() != null) {
      spec.setPriorityClassName(options.priorityClassName());
    }
  }

  private static Toleration toleration(PodToleration t) {
    return new Toleration(
        t.effect() == null ? null : Revisions.text(t.effect()),
        t.key(),
        t.operator() == null ? null : Revisions.text(t.operator()),
        t.tolerationSeconds(),
        t.value());
  }

  private String image(StepKind kind, StepSpec spec) {
    OperatorConfig.Images images = config.images();
    return switch (kind) {
      case DATASET_INGEST -> images.ingest();
      case TRANSFORM, QUALITY_CHECK, WAREHOUSE_LOAD ->
          isOnSpark(spec) ? images.spark() : images.warehouse();
      case MODEL_RUN -> images.dbt();
      case NOTIFICATION -> images.notification();
    };
  }

  /** The warehouse image has DuckDB and everything else, whatever it does there. */
  static boolean isOnSpark(StepSpec spec) {
    return spec instanceof TransformSpec transform
        ? transform.engine() != TransformEngine.DUCKDB
        : spec instanceof QualityCheckSpec checks && checks.engine() == QualityEngine.SPARK;
  }

  private static List<String> connections(StepRequest request) {
    List<String> connections = new ArrayList<>();
    request.stores().keySet().forEach(name -> connections.add("store/" + name));
    request.warehouses().keySet().forEach(name -> connections.add("warehouse/" + name));
    return connections;
  }

  /**
   * The request as the value of a variable, where Kubernetes would make {@code $} of {@code $$} and
   * {@code $(X)} what X is: it has no dollar. Nor has it a letter beyond ASCII, which a JVM without
   * a locale cannot read from its environment.
   */
  private static String write(StepRequest request) {
    try {
      return Json.MAPPER
          .writer()
          .with(JsonWriteFeature.ESCAPE_NON_ASCII)
          .writeValueAsString(request)
          .replace("$", "\\u0024");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request cannot be written as JSON.", e);
    }
  }
}
