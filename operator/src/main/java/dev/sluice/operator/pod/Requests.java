package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.CheckedData;
import dev.sluice.api.v1alpha1.DatasetIngestSpec;
import dev.sluice.api.v1alpha1.DatasetSource;
import dev.sluice.api.v1alpha1.FileFormat;
import dev.sluice.api.v1alpha1.HttpSource;
import dev.sluice.api.v1alpha1.IngestOutput;
import dev.sluice.api.v1alpha1.IngestSource;
import dev.sluice.api.v1alpha1.ModelRunSpec;
import dev.sluice.api.v1alpha1.ObjectStore;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.SecretKeyReference;
import dev.sluice.api.v1alpha1.Slices;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TransformOutput;
import dev.sluice.api.v1alpha1.TransformSpec;
import dev.sluice.api.v1alpha1.Variable;
import dev.sluice.api.v1alpha1.Warehouse;
import dev.sluice.api.v1alpha1.WarehouseLoadSpec;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.Reads;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.TransformStep;
import dev.sluice.protocol.WarehouseConnection;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the request of an attempt: its step with all variables, references and connections
 * resolved.
 */
final class Requests {

  private static final int MAX_CAUSES = 50;

  private final Attempt attempt;
  private final Connections connections;
  private final List<String> blockedAddresses;
  private final Mounts mounts = new Mounts();
  private final Map<String, StoreConnection> stores = new LinkedHashMap<>();
  private final Map<String, WarehouseConnection> warehouses = new LinkedHashMap<>();
  private final List<String> limited = new ArrayList<>();

  Requests(Attempt attempt, Connections connections, List<String> blockedAddresses) {
    this.attempt = attempt;
    this.connections = connections;
    this.blockedAddresses = blockedAddresses;
  }

  /** A request cannot be made, for a reason that a user can mend. */
  static final class Unresolved extends RuntimeException {
    private final transient Problem problem;

    Unresolved(String reason, String message) {
      super(message);
      this.problem = new Problem(reason, message);
    }

    Problem problem() {
      return problem;
    }
  }

  Mounts mounts() {
    return mounts;
  }

  /** Connections with limited parallelism, as {@code warehouse/name} or {@code store/name}. */
  List<String> limited() {
    return limited;
  }

  /**
   * The request.
   *
   * @throws Unresolved when something it refers to is missing
   */
  StepRequest build() {
    StepSpec spec = resolve(attempt.task().step(), attempt.spec());
    IngestStep ingest = null;
    TransformStep transform = null;
    QualityStep quality = null;
    LoadStep load = null;
    ModelStep model = null;
    if (spec instanceof DatasetIngestSpec s) {
      ingest = ingest(s);
    } else if (spec instanceof TransformSpec s) {
      transform = transform(s);
    } else if (spec instanceof QualityCheckSpec s) {
      quality = quality(s);
    } else if (spec instanceof WarehouseLoadSpec s) {
      load = load(s);
    } else if (spec instanceof ModelRunSpec s) {
      model = model(s);
    }
    ReportTarget report = report(spec);
    RunContext run =
        new RunContext(
            attempt.namespace(),
            attempt.owner().getName(),
            attempt.owner().getUid(),
            attempt.task().name(),
            attempt.date(),
            attempt.number(),
            attempt.fencingToken());
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        stores,
        warehouses,
        report,
        ingest,
        transform,
        quality,
        load,
        model,
        null);
  }

  private StepSpec resolve(StepId step, StepSpec spec) {
    try {
      return Revisions.spec(
          Variables.replace(Revisions.tree(spec), attempt.values()), step.kind().specType());
    } catch (UncheckedIOException e) {
      throw new Unresolved(
          Reasons.NOT_READY, step + " is not valid with its variables replaced: " + e.getMessage());
    }
  }

  private ReportTarget report(StepSpec spec) {
    String store = reportStore(spec);
    useStore(store);
    return new ReportTarget(
        store,
        "_sluice/"
            + attempt.namespace()
            + "/"
            + attempt.owner().getName()
            + "/"
            + attempt.task().name()
            + "/"
            + attempt.number());
  }

  private String reportStore(StepSpec spec) {
    if (spec.reportStore() != null) {
      return spec.reportStore();
    }
    String store = ownStore(spec);
    if (store == null) {
      store = upstreamStore(spec, 0);
    }
    if (store == null) {
      store = attempt.reportStore();
    }
    if (store == null) {
      throw new Unresolved(
          Reasons.NO_REPORT_STORE,
          attempt.task().step()
              + " touches no ObjectStore in which its log and report could be kept:"
              + " set spec.reportStore, on the step or on the pipeline.");
    }
    return store;
  }

  private static @Nullable String ownStore(StepSpec spec) {
    if (spec instanceof DatasetIngestSpec ingest) {
      return ingest.output().objectStore();
    }
    return spec instanceof TransformSpec transform ? transform.output().objectStore() : null;
  }

  private @Nullable String upstreamStore(StepSpec spec, int depth) {
    for (Reads.Input input : Reads.of(spec)) {
      // Of what stands outside the graph only the first step upstream is pinned.
      StepSpec producer = attempt.graph().find(input.producer());
      if (producer == null) {
        continue;
      }
      String store = ownStore(producer);
      if (store == null && depth < MAX_CAUSES) {
        store = upstreamStore(producer, depth + 1);
      }
      if (store != null) {
        return store;
      }
    }
    return null;
  }

  private IngestStep ingest(DatasetIngestSpec spec) {
    List<IngestStep.Source> sources = new ArrayList<>();
    for (IngestSource source : spec.sources()) {
      sources.add(source(source));
    }
    return new IngestStep(sources, target(attempt.task(), spec.output()), blockedAddresses);
  }

  private IngestStep.Source source(IngestSource source) {
    IngestStep.Http http = null;
    HttpSource from = source.http();
    if (from != null) {
      SecretKeyReference token = from.bearerTokenSecretRef();
      String file =
          token == null
              ? null
              : mounts.secret(token.name() + "-" + token.key(), token.name(), List.of(token.key()))
                  + "/"
                  + token.key();
      http = new IngestStep.Http(from.url(), file);
    }
    IngestStep.S3 s3 = null;
    if (source.s3() != null) {
      useStore(source.s3().objectStore());
      s3 = new IngestStep.S3(source.s3().objectStore(), source.s3().key(), source.s3().prefix());
    }
    IngestStep.Unpack unpack =
        source.unpack() == null
            ? IngestStep.Unpack.NONE
            : IngestStep.Unpack.valueOf(source.unpack().name());
    return new IngestStep.Source(
        http, s3, unpack, source.include(), source.fileName(), source.sha256());
  }

  private DatasetTarget target(Task task, IngestOutput output) {
    useStore(output.objectStore());
    return new DatasetTarget(
        task.name(), output.objectStore(), output.path(), output.partitionBy());
  }

  private TransformStep transform(TransformSpec spec) {
    List<TransformStep.Input> inputs =
        spec.inputs().stream()
            .map(i -> new TransformStep.Input(i.name(), dataset(i.from(), i.format())))
            .toList();
    TransformOutput output = spec.output();
    useStore(output.objectStore());
    return new TransformStep(
        inputs,
        spec.sql(),
        new DatasetTarget(
            attempt.task().name(), output.objectStore(), output.path(), output.partitionBy()));
  }

  private LoadStep load(WarehouseLoadSpec spec) {
    useWarehouse(spec.warehouse());
    return new LoadStep(
        attempt.task().name(),
        dataset(spec.from(), spec.format()),
        spec.warehouse(),
        spec.table(),
        LoadStep.Mode.valueOf(spec.mode().name()),
        spec.keys(),
        spec.sliceColumn() == null ? DatasetTarget.RUN_DATE : spec.sliceColumn(),
        spec.setupSql());
  }

  private ModelStep model(ModelRunSpec spec) {
    useWarehouse(spec.warehouse());
    String folder = null;
    if (spec.project().configMap() != null) {
      folder =
          mounts.project(
              spec.project().configMap().name(),
              spec.project().configMap().items().stream()
                  .map(item -> new KeyToPath(item.key(), null, item.path()))
                  .toList());
    }
    Map<String, String> vars = new LinkedHashMap<>();
    for (Variable variable : spec.vars()) {
      vars.put(variable.name(), variable.value());
    }
    return new ModelStep(
        spec.warehouse(),
        spec.schema() == null ? "main" : spec.schema(),
        folder,
        spec.project().files().stream()
            .map(file -> new ModelStep.ProjectFile(file.path(), file.content()))
            .toList(),
        spec.commands().isEmpty() ? List.of("build") : spec.commands(),
        spec.select(),
        spec.exclude(),
        vars,
        spec.target() == null ? "prod" : spec.target(),
        spec.threads() == null ? 4 : spec.threads(),
        Boolean.TRUE.equals(spec.fullRefresh()));
  }

  private QualityStep quality(QualityCheckSpec spec) {
    return new QualityStep(subject(spec.from()), Checks.of(spec.checks(), this::subject));
  }

  private QualityStep.Subject subject(CheckedData data) {
    if (data.datasetIngest() != null || data.transform() != null) {
      StepId producer =
          data.datasetIngest() != null
              ? new StepId(StepKind.DATASET_INGEST, data.datasetIngest())
              : new StepId(StepKind.TRANSFORM, String.valueOf(data.transform()));
      return new QualityStep.Subject(
          dataset(producer, data.path(), data.slices(), data.format()), null);
    }
    String warehouse = data.warehouse();
    String table = data.table();
    if (data.warehouseLoad() != null) {
      WarehouseLoadSpec load =
          (WarehouseLoadSpec) producer(new StepId(StepKind.WAREHOUSE_LOAD, data.warehouseLoad()));
      warehouse = load.warehouse();
      table = load.table();
    } else if (data.modelRun() != null) {
      warehouse =
          ((ModelRunSpec) producer(new StepId(StepKind.MODEL_RUN, data.modelRun()))).warehouse();
    }
    if (warehouse == null || table == null) {
      throw new IllegalStateException("The schema refuses a table of no warehouse.");
    }
    useWarehouse(warehouse);
    return new QualityStep.Subject(null, new QualityStep.Table(warehouse, table));
  }

  private DatasetRef dataset(DatasetSource from, @Nullable FileFormat format) {
    StepId producer =
        from.datasetIngest() != null
            ? new StepId(StepKind.DATASET_INGEST, from.datasetIngest())
            : new StepId(StepKind.TRANSFORM, String.valueOf(from.transform()));
    return dataset(producer, from.path(), from.slices(), format);
  }

  private DatasetRef dataset(
      StepId step, @Nullable String path, @Nullable Slices slices, @Nullable FileFormat format) {
    StepSpec producer = producer(step);
    String store;
    String folder;
    List<String> partitionBy;
    if (producer instanceof DatasetIngestSpec ingest) {
      store = ingest.output().objectStore();
      folder = ingest.output().path();
      partitionBy = ingest.output().partitionBy();
    } else {
      TransformOutput output = ((TransformSpec) producer).output();
      store = output.objectStore();
      folder = output.path();
      partitionBy = output.partitionBy();
    }
    useStore(store);
    return new DatasetRef(
        step.name(),
        store,
        folder,
        partitionBy.contains(DatasetTarget.RUN_DATE),
        slices == null ? SliceSelection.RUN : SliceSelection.valueOf(slices.name()),
        path,
        format == null ? null : Formats.of(format));
  }

  private StepSpec producer(StepId step) {
    return resolve(step, attempt.graph().spec(step));
  }

  private void useStore(String name) {
    if (stores.containsKey(name)) {
      return;
    }
    ObjectStore store = connections.store(attempt.namespace(), name);
    if (store == null) {
      throw new Unresolved(
          Reasons.CONNECTION_NOT_FOUND,
          attempt.task().step()
              + " needs ObjectStore "
              + name
              + ", which does not exist in this namespace: apply it, or correct the name.");
    }
    stores.put(name, mounts.store(name, store.getSpec()));
    if (store.getSpec().parallelism() != null) {
      limited.add("store/" + name);
    }
  }

  private void useWarehouse(String name) {
    if (warehouses.containsKey(name)) {
      return;
    }
    Warehouse warehouse = connections.warehouse(attempt.namespace(), name);
    if (warehouse == null) {
      throw new Unresolved(
          Reasons.CONNECTION_NOT_FOUND,
          attempt.task().step()
              + " needs Warehouse "
              + name
              + ", which does not exist in this namespace: apply it, or correct the name.");
    }
    warehouses.put(name, mounts.warehouse(name, warehouse.getSpec()));
    if (Slots.limit(warehouse.getSpec()) != null) {
      limited.add("warehouse/" + name);
    }
  }
}
