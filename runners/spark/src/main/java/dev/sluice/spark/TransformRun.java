package dev.sluice.spark;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.OutputSlices;
import dev.sluice.lake.Snapshot;
import dev.sluice.lake.TransformReport;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of one transform: fetch, compute, upload, publish. */
final class TransformRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TransformRun.class);

  private final StepRequest request;
  private final TransformStep step;
  private final StepContext context;
  private final StartingSpark spark;
  private final Map<String, ObjectStore> stores = new LinkedHashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final Map<Input, StructType> schemas = new LinkedHashMap<>();
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private Program program = new Queries();
  private TransformStep.Output working;
  private long lastNanos = System.nanoTime();

  TransformRun(
      StepRequest request, TransformStep step, StepContext context, SessionSource sessions) {
    this.request = request;
    this.step = step;
    this.context = context;
    this.spark = StartingSpark.begin(sessions, context.scratch().resolve("spark"));
    this.working = step.outputs().get(0);
  }

  StepResult execute() throws Exception {
    context.phase("prepare");
    OutputSlices slices = OutputSlices.begin(step.outputs(), this::store, request.run());
    Optional<Map<TransformStep.Output, Manifest>> done = slices.alreadyPublished();
    if (done.isPresent()) {
      log.info("An earlier attempt of this task has published everything already.");
      context.lineage(slices.lineage(step.inputs(), done.get()));
      return slices.result(done.get());
    }
    try {
      return transform(slices);
    } catch (Exception e) {
      // A cancelled Spark fails in many ways; all of them are the cancellation.
      context.checkCancelled();
      throw translated(e);
    }
  }

  private StepResult transform(OutputSlices slices) throws Exception {
    context.phase("fetch");
    List<Snapshot> snapshots = new ArrayList<>();
    for (TransformStep.Input input : step.inputs()) {
      snapshots.add(
          DatasetReader.read(store(input.from().store()), input.from(), request.run().date()));
    }
    fetch(snapshots);
    program = Programs.of(step, this::store, context);
    lap("fetch");

    SparkSession session = spark.session();
    lap("startSpark");
    for (TransformStep.Output output : step.outputs()) {
      working = output;
      program.check(session, output);
    }
    long bytes = snapshots.stream().mapToLong(Snapshot::bytes).sum();
    LocalSpark.size(session, bytes);
    for (Input input : inputs) {
      schemas.put(input, new StructType());
      schemas.put(input, new InputReader(session, input).register());
    }
    // An attempt that fails has read these all the same.
    context.lineage(new TransformLineage(request, schemas).of(List.of(), Map.of()));
    TaskMetricsListener metrics =
        new TaskMetricsListener(context.progress("Reading", "rows", knownRows(snapshots)));
    session.sparkContext().addSparkListener(metrics);
    List<OutputRows> outputs = outputs(session);
    lap("analyze");

    context.phase("transform");
    log.info(
        "Running the query over {} inputs, {} MiB",
        inputs.size(),
        String.format(Locale.ROOT, "%.1f", bytes / (1024.0 * 1024.0)));
    Map<OutputRows, SliceFiles> files = new LinkedHashMap<>();
    for (OutputRows output : outputs) {
      SliceFiles one =
          new SliceFiles(context.scratch().resolve("out").resolve(output.output().key()));
      working = output.output();
      one.write(output.rows(), output.partitionColumns());
      files.put(output, one);
    }
    lap("transform");

    Map<TransformStep.Output, OutputSlices.Written> written = upload(slices, files, snapshots);
    lap("upload");

    context.phase("publish");
    Map<TransformStep.Output, Manifest> manifests = slices.publish(written, context);
    lap("publish");
    session.sparkContext().removeSparkListener(metrics);
    context.lineage(new TransformLineage(request, schemas).of(outputs, manifests));
    context.report(
        new TransformReport(
            "Spark " + session.version(),
            TransformReport.inputs(step.inputs(), snapshots),
            TransformReport.outputs(slices, manifests),
            millis,
            metrics.totals()));
    return slices.result(manifests);
  }

  private List<OutputRows> outputs(SparkSession session) throws Exception {
    List<OutputRows> outputs = new ArrayList<>();
    for (TransformStep.Output output : step.outputs()) {
      working = output;
      outputs.add(OutputRows.of(output, program.rows(session, output), request.run().date()));
    }
    return outputs;
  }

  private Map<TransformStep.Output, OutputSlices.Written> upload(
      OutputSlices slices, Map<OutputRows, SliceFiles> files, List<Snapshot> snapshots)
      throws IOException, InterruptedException {
    context.phase("upload");
    long bytes = 0;
    for (SliceFiles one : files.values()) {
      bytes += one.bytes();
    }
    Progress progress = context.progress("Uploading", "bytes", bytes);
    Map<TransformStep.Output, OutputSlices.Written> written = new LinkedHashMap<>();
    for (Map.Entry<OutputRows, SliceFiles> one : files.entrySet()) {
      TransformStep.Output output = one.getKey().output();
      List<DataFile> data =
          one.getValue()
              .upload(
                  store(output.target().store()), slices.publication(output), context, progress);
      Format format = one.getKey().format();
      slices.publication(output).keep(one.getValue().profile(format.columns()));
      written.put(output, new OutputSlices.Written(data, format, fingerprint(output, snapshots)));
    }
    return written;
  }

  private void fetch(List<Snapshot> snapshots) throws IOException, InterruptedException {
    long bytes = snapshots.stream().mapToLong(Snapshot::bytes).sum();
    Progress progress = context.progress("Fetching inputs", "bytes", bytes);
    for (int i = 0; i < snapshots.size(); i++) {
      Snapshot snapshot = snapshots.get(i);
      Path folder = context.scratch().resolve("in").resolve("i" + i);
      ObjectStore store = store(snapshot.ref().store());
      String name = step.inputs().get(i).name();
      inputs.add(
          new InputFetch(store, snapshot, folder, context)
              .run(name, "spec.inputs[name=" + name + "]", progress));
    }
  }

  private ObjectStore store(String name) {
    return stores.computeIfAbsent(name, n -> ObjectStore.connect(request.store(n)));
  }

  private Exception translated(Exception e) throws InterruptedException {
    // Spark has started when an input has a schema.
    if (!schemas.isEmpty()) {
      StepFailure badRecord = BadRecord.of(e, schemas, spark.session());
      if (badRecord != null) {
        return badRecord;
      }
    }
    StepFailure known = new SparkFailure(inputs, program.field(working)).translate(e);
    return known == null ? e : known;
  }

  /** The same inputs, program and shape give the same fingerprint. */
  private String fingerprint(TransformStep.Output output, List<Snapshot> snapshots) {
    StringBuilder text =
        new StringBuilder(output.key()).append('\n').append(program.text(output)).append('\n');
    text.append(output.target().partitionBy());
    for (Snapshot snapshot : snapshots) {
      text.append('\n').append(snapshot.digest());
    }
    return Digest.ofText(text.toString());
  }

  private long knownRows(List<Snapshot> snapshots) {
    // Programs and several queries may read an input more than once, or not at all.
    boolean once = step.outputs().size() == 1 && program instanceof Queries;
    return once && snapshots.stream().allMatch(snapshot -> snapshot.rows() >= 0)
        ? snapshots.stream().mapToLong(Snapshot::rows).sum()
        : 0;
  }

  private void lap(String phase) {
    long now = System.nanoTime();
    millis.put(phase, (now - lastNanos) / 1_000_000);
    lastNanos = now;
  }

  @Override
  public void close() {
    program.close();
    stores.values().forEach(ObjectStore::close);
  }
}
