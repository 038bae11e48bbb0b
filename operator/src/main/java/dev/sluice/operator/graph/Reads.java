package dev.sluice.operator.graph;

import dev.sluice.api.v1alpha1.Check;
import dev.sluice.api.v1alpha1.CheckedData;
import dev.sluice.api.v1alpha1.CodeObject;
import dev.sluice.api.v1alpha1.DatasetIngestSpec;
import dev.sluice.api.v1alpha1.DatasetSource;
import dev.sluice.api.v1alpha1.IngestSource;
import dev.sluice.api.v1alpha1.ModelInput;
import dev.sluice.api.v1alpha1.ModelRunSpec;
import dev.sluice.api.v1alpha1.NamedOutput;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TransformInput;
import dev.sluice.api.v1alpha1.TransformOutput;
import dev.sluice.api.v1alpha1.TransformSpec;
import dev.sluice.api.v1alpha1.WarehouseLoadSpec;
import dev.sluice.operator.Reasons;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a step reads, writes and connects to, by its spec alone. */
public final class Reads {

  private Reads() {}

  /**
   * A step whose result is read.
   *
   * @param producer the step that makes the data
   * @param output which of its outputs; absent when it has one only
   * @param path glob on its files; absent: all of them
   * @param field where the reference stands, for messages
   */
  public record Input(
      StepId producer, @Nullable String output, @Nullable String path, String field) {

    /** Whether both may mean the same files. */
    boolean overlaps(Input other) {
      return producer.equals(other.producer)
          && Objects.equals(output, other.output)
          && (path == null || other.path == null || Globs.mayOverlap(path, other.path));
    }
  }

  /** The steps that a step reads, in the order of its spec. */
  public static List<Input> of(StepSpec spec) {
    List<Input> inputs = new ArrayList<>();
    if (spec instanceof TransformSpec transform) {
      for (TransformInput input : transform.inputs()) {
        inputs.add(of(input.from(), "spec.inputs[" + input.name() + "].from"));
      }
    } else if (spec instanceof WarehouseLoadSpec load) {
      inputs.add(of(load.from(), "spec.from"));
    } else if (spec instanceof QualityCheckSpec quality) {
      add(inputs, quality.from(), "spec.from");
      for (Check check : quality.checks()) {
        if (check.relationships() != null) {
          add(inputs, check.relationships().to(), "spec.checks.relationships.to");
        }
      }
    } else if (spec instanceof ModelRunSpec model) {
      for (ModelInput input : model.reads()) {
        inputs.add(new Input(StepId.of(input), null, null, "spec.reads"));
      }
    }
    return inputs;
  }

  /** What a quality check is about, as opposed to what it compares with; null for other tables. */
  static @Nullable Input subject(QualityCheckSpec quality) {
    List<Input> inputs = new ArrayList<>();
    add(inputs, quality.from(), "spec.from");
    return inputs.isEmpty() ? null : inputs.get(0);
  }

  private static Input of(DatasetSource from, String field) {
    return new Input(StepId.of(from), from.output(), from.path(), field);
  }

  private static void add(List<Input> inputs, CheckedData data, String field) {
    StepId producer = StepId.of(data);
    if (producer != null) {
      inputs.add(new Input(producer, data.output(), data.path(), field));
    }
  }

  /** What is wrong with reading a step of this spec; null when nothing is. */
  public static @Nullable Problem unreadable(Input input, StepSpec producer) {
    if (producer instanceof QualityCheckSpec check && check.output() == null) {
      return new Problem(
          Reasons.NO_OUTPUT,
          input.field()
              + " names "
              + input.producer()
              + ", which has no spec.output: read what it checks instead, or give it output and"
              + " quarantine.");
    }
    if (!(producer instanceof TransformSpec transform)) {
      return null;
    }
    List<String> names = transform.outputs().stream().map(NamedOutput::name).toList();
    if (names.isEmpty() ? input.output() == null : names.contains(input.output())) {
      return null;
    }
    return new Problem(
        Reasons.OUTPUT_NOT_FOUND,
        input.field()
            + (input.output() == null
                ? " names no output of "
                : ".output is " + input.output() + ", but ")
            + input.producer()
            + (names.isEmpty()
                ? " has one output only: leave output out."
                : (input.output() == null ? ", which has " : " has ")
                    + String.join(", ", names)
                    + ": name one of them."));
  }

  /** Object stores that the spec itself names. */
  public static Set<String> stores(StepSpec spec) {
    Set<String> stores = new LinkedHashSet<>();
    if (spec instanceof DatasetIngestSpec ingest) {
      stores.add(ingest.output().objectStore());
      for (IngestSource source : ingest.sources()) {
        if (source.s3() != null) {
          stores.add(source.s3().objectStore());
        }
      }
    } else if (spec instanceof TransformSpec transform) {
      outputs(transform).forEach(output -> stores.add(output.objectStore()));
      CodeObject code = code(transform);
      if (code != null) {
        stores.add(code.objectStore());
      }
    } else if (spec instanceof QualityCheckSpec quality) {
      if (quality.output() != null) {
        stores.add(quality.output().objectStore());
      }
      if (quality.quarantine() != null) {
        stores.add(quality.quarantine().objectStore());
      }
      if (quality.athena() != null) {
        stores.add(quality.athena().results().objectStore());
      }
    } else if (spec instanceof ModelRunSpec model && model.project().s3() != null) {
      stores.add(model.project().s3().objectStore());
    }
    if (spec.reportStore() != null) {
      stores.add(spec.reportStore());
    }
    return stores;
  }

  /** Warehouses that the spec itself names. */
  public static Set<String> warehouses(StepSpec spec) {
    Set<String> warehouses = new LinkedHashSet<>();
    if (spec instanceof WarehouseLoadSpec load) {
      warehouses.add(load.warehouse());
    } else if (spec instanceof ModelRunSpec model) {
      warehouses.add(model.warehouse());
    } else if (spec instanceof QualityCheckSpec quality) {
      if (quality.from().warehouse() != null) {
        warehouses.add(quality.from().warehouse());
      }
      for (Check check : quality.checks()) {
        if (check.relationships() != null && check.relationships().to().warehouse() != null) {
          warehouses.add(check.relationships().to().warehouse());
        }
      }
    }
    return warehouses;
  }

  /** Where a step publishes datasets, each as {@code store/path}. */
  public static List<String> outputPaths(StepSpec spec) {
    List<String> paths = new ArrayList<>();
    if (spec instanceof DatasetIngestSpec ingest) {
      paths.add(ingest.output().objectStore() + "/" + ingest.output().path());
    } else if (spec instanceof TransformSpec transform) {
      outputs(transform).forEach(o -> paths.add(o.objectStore() + "/" + o.path()));
    } else if (spec instanceof QualityCheckSpec quality) {
      if (quality.output() != null) {
        paths.add(quality.output().objectStore() + "/" + quality.output().path());
      }
      if (quality.quarantine() != null) {
        paths.add(quality.quarantine().objectStore() + "/" + quality.quarantine().path());
      }
    }
    return paths;
  }

  /** All outputs of a transform; the only one of {@code spec.output} has no name. */
  public static List<Output> outputs(TransformSpec transform) {
    TransformOutput only = transform.output();
    if (only != null) {
      return List.of(
          new Output(null, transform.sql(), only.objectStore(), only.path(), only.partitionBy()));
    }
    return transform.outputs().stream()
        .map(o -> new Output(o.name(), o.sql(), o.objectStore(), o.path(), o.partitionBy()))
        .toList();
  }

  /** One dataset that a transform writes; its query is absent when a program makes the rows. */
  public record Output(
      @Nullable String name,
      @Nullable String sql,
      String objectStore,
      String path,
      List<String> partitionBy) {
    public Output {
      partitionBy = List.copyOf(partitionBy);
    }
  }

  private static @Nullable CodeObject code(TransformSpec transform) {
    if (transform.python() != null) {
      return transform.python().s3();
    }
    return transform.jar() == null ? null : transform.jar().s3();
  }
}
