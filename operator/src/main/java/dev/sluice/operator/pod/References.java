package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.CheckOutput;
import dev.sluice.api.v1alpha1.CheckedData;
import dev.sluice.api.v1alpha1.DatasetIngestSpec;
import dev.sluice.api.v1alpha1.DatasetSource;
import dev.sluice.api.v1alpha1.FileFormat;
import dev.sluice.api.v1alpha1.ModelRunSpec;
import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.Slices;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TransformSpec;
import dev.sluice.api.v1alpha1.WarehouseLoadSpec;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Reads;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.StepKind;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.SliceSelection;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the spec of an attempt refers to: datasets and tables of other steps, and the store
 * for its report.
 */
final class References {

  private static final int MAX_CAUSES = 50;

  private final Attempt attempt;
  private final UsedConnections used;

  References(Attempt attempt, UsedConnections used) {
    this.attempt = attempt;
    this.used = used;
  }

  /**
   * A spec with the values in place of its variables.
   *
   * @throws Requests.Unresolved when it is not valid with them
   */
  StepSpec resolve(StepId step, StepSpec spec) {
    if (!attempt.graph().isTemplate(step)) {
      return spec;
    }
    try {
      return Revisions.spec(
          Variables.replace(Revisions.tree(spec), attempt.values()), step.kind().specType());
    } catch (UncheckedIOException e) {
      throw new Requests.Unresolved(
          Reasons.NOT_READY, step + " is not valid with its variables replaced: " + e.getMessage());
    }
  }

  /** Where an attempt of a task of the run leaves its log and report. */
  ReportTarget report(Task task, int number) {
    String store = reportStore(task.step(), task.spec());
    used.store(store);
    return new ReportTarget(
        store,
        "_sluice/"
            + attempt.namespace()
            + "/"
            + attempt.owner().getName()
            + "/"
            + task.name()
            + "/"
            + number);
  }

  private String reportStore(StepId step, StepSpec spec) {
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
    if (store == null && spec instanceof NotificationSpec) {
      store = storeOfAnyTask();
    }
    if (store == null) {
      throw new Requests.Unresolved(
          Reasons.NO_REPORT_STORE,
          step
              + " touches no ObjectStore in which its log and report could be kept:"
              + " set spec.reportStore, on the step or on the pipeline.");
    }
    return store;
  }

  /** A notification is downstream of the whole run. */
  private @Nullable String storeOfAnyTask() {
    return attempt.graph().tasks().values().stream()
        .map(task -> ownStore(task.spec()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String ownStore(StepSpec spec) {
    if (spec instanceof DatasetIngestSpec ingest) {
      return ingest.output().objectStore();
    }
    if (spec instanceof QualityCheckSpec check && check.output() != null) {
      return check.output().objectStore();
    }
    return spec instanceof TransformSpec transform
        ? Reads.outputs(transform).get(0).objectStore()
        : null;
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

  /** What a check looks at. */
  QualityStep.Subject subject(CheckedData data) {
    if (data.datasetIngest() != null || data.transform() != null || data.qualityCheck() != null) {
      StepId producer = Objects.requireNonNull(StepId.of(data));
      return new QualityStep.Subject(
          dataset(producer, data.output(), data.path(), data.slices(), data.format()), null);
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
    used.warehouse(warehouse);
    return new QualityStep.Subject(null, new QualityStep.Table(warehouse, table));
  }

  /** A dataset that is read. */
  DatasetRef dataset(DatasetSource from, @Nullable FileFormat format) {
    return dataset(StepId.of(from), from.output(), from.path(), from.slices(), format);
  }

  private DatasetRef dataset(
      StepId step,
      @Nullable String name,
      @Nullable String path,
      @Nullable Slices slices,
      @Nullable FileFormat format) {
    StepSpec producer = producer(step);
    String store;
    String folder;
    List<String> partitionBy;
    if (producer instanceof DatasetIngestSpec ingest) {
      store = ingest.output().objectStore();
      folder = ingest.output().path();
      partitionBy = ingest.output().partitionBy();
    } else if (producer instanceof QualityCheckSpec check) {
      CheckOutput output = check.output();
      if (output == null) {
        throw new IllegalStateException("The graph refuses readers of a check without output.");
      }
      store = output.objectStore();
      folder = output.path();
      partitionBy = output.partitionBy();
    } else {
      Reads.Output output =
          Reads.outputs((TransformSpec) producer).stream()
              .filter(o -> Objects.equals(o.name(), name))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("The graph refuses such readers."));
      store = output.objectStore();
      folder = output.path();
      partitionBy = output.partitionBy();
    }
    used.store(store);
    return new DatasetRef(
        TransformRequest.dataset(step.name(), name),
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
}
