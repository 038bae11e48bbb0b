package dev.sluice.spark;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.lake.Slice;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetTarget;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of one transform: fetch, query, upload, publish. */
final class TransformRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TransformRun.class);

  private final StepRequest request;
  private final TransformStep step;
  private final DatasetTarget target;
  private final StepContext context;
  private final FutureTask<SparkSession> starting;
  private final Map<String, ObjectStore> stores = new LinkedHashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final Map<Input, StructType> schemas = new LinkedHashMap<>();
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private long lastNanos = System.nanoTime();

  TransformRun(
      StepRequest request, TransformStep step, StepContext context, SessionSource sessions) {
    this.request = request;
    this.step = step;
    this.target = step.output();
    this.context = context;
    this.starting = new FutureTask<>(() -> sessions.open(context.scratch().resolve("spark")));
  }

  StepResult execute() throws Exception {
    context.phase("prepare");
    startSpark();
    Publication publication = Publication.begin(store(target.store()), target, request.run());
    Optional<Manifest> done = publication.alreadyPublishedByThisTask();
    if (done.isPresent()) {
      log.info("An earlier attempt of this task has published the slice already.");
      return result(done.get());
    }
    Query query = new Query(step.sql(), target, request.run().date());
    try {
      return transform(query, publication);
    } catch (Exception e) {
      // A cancelled Spark fails in many ways; all of them are the cancellation.
      context.checkCancelled();
      throw translated(e);
    }
  }

  private StepResult transform(Query query, Publication publication) throws Exception {
    context.phase("fetch");
    List<Snapshot> snapshots = new ArrayList<>();
    for (TransformStep.Input input : step.inputs()) {
      snapshots.add(
          DatasetReader.read(store(input.from().store()), input.from(), request.run().date()));
    }
    fetch(snapshots);
    lap("fetch");

    SparkSession session = session();
    lap("startSpark");
    query.parse(session);
    LocalSpark.size(session, snapshots.stream().mapToLong(Snapshot::bytes).sum());
    for (Input input : inputs) {
      schemas.put(input, new StructType());
      schemas.put(input, new InputReader(session, input).register());
    }
    Dataset<Row> rows = query.rows(session);
    Format format = query.format(rows);
    lap("analyze");

    context.phase("transform");
    TaskMetricsListener metrics =
        new TaskMetricsListener(context.progress("Reading", "rows", knownRows(snapshots)));
    session.sparkContext().addSparkListener(metrics);
    long bytes = snapshots.stream().mapToLong(Snapshot::bytes).sum();
    log.info(
        "Running the query over {} inputs, {} MiB",
        inputs.size(),
        String.format(Locale.ROOT, "%.1f", bytes / (1024.0 * 1024.0)));
    SliceFiles files = new SliceFiles(context.scratch().resolve("out"));
    files.write(rows, query.partitionColumns());
    lap("transform");

    context.phase("upload");
    Progress uploaded = context.progress("Uploading", "bytes", files.bytes());
    List<DataFile> data = files.upload(store(target.store()), publication, context, uploaded);
    lap("upload");
    publication.keep(files.profile(format.columns(), context));
    lap("profile");

    context.phase("publish");
    long written = data.stream().mapToLong(file -> file.rows() == null ? 0 : file.rows()).sum();
    Manifest manifest =
        publication.publish(
            data, format, written, Digest.of(data), fingerprint(snapshots), List.of(), context);
    lap("publish");
    session.sparkContext().removeSparkListener(metrics);
    context.lineage(new TransformLineage(request, step, schemas).of(rows, manifest));
    report(manifest, snapshots, metrics);
    return result(manifest);
  }

  private void fetch(List<Snapshot> snapshots) throws IOException, InterruptedException {
    long bytes = snapshots.stream().mapToLong(Snapshot::bytes).sum();
    Progress progress = context.progress("Fetching inputs", "bytes", bytes);
    for (int i = 0; i < snapshots.size(); i++) {
      Snapshot snapshot = snapshots.get(i);
      Path folder = context.scratch().resolve("in").resolve("i" + i);
      ObjectStore store = store(snapshot.ref().store());
      inputs.add(
          new InputFetch(store, snapshot, folder, context)
              .run(step.inputs().get(i).name(), progress));
    }
  }

  /** Spark starts while the inputs are fetched: either takes about as long for small data. */
  private void startSpark() {
    Thread thread = new Thread(starting, "sluice-spark");
    thread.setDaemon(true);
    thread.start();
  }

  private SparkSession session() throws InterruptedException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw new StepFailure.Crash("Spark did not start: " + e.getCause(), e.getCause());
    }
  }

  private ObjectStore store(String name) {
    return stores.computeIfAbsent(name, n -> ObjectStore.connect(request.store(n)));
  }

  private Exception translated(Exception e) throws InterruptedException {
    if (SparkFailure.isMalformedRecord(e)) {
      String uri = SparkFailure.unreadableFile(e);
      for (Map.Entry<Input, StructType> read : schemas.entrySet()) {
        if (uri != null && uri.contains("/" + read.getKey().folder().getFileName() + "/")) {
          return new BadRecord(session(), read.getKey(), read.getValue()).failure();
        }
      }
    }
    StepFailure known = new SparkFailure(inputs).translate(e);
    return known == null ? e : known;
  }

  /** The same inputs, query and shape give the same fingerprint. */
  private String fingerprint(List<Snapshot> snapshots) {
    StringBuilder text = new StringBuilder(step.sql()).append('\n').append(target.partitionBy());
    for (Snapshot snapshot : snapshots) {
      text.append('\n').append(snapshot.digest());
    }
    return Digest.ofText(text.toString());
  }

  private static long knownRows(List<Snapshot> snapshots) {
    long rows = 0;
    for (Snapshot snapshot : snapshots) {
      if (snapshot.rows() < 0) {
        return 0;
      }
      rows += snapshot.rows();
    }
    return rows;
  }

  private StepResult result(Manifest manifest) {
    String uri = uri(manifest);
    String message =
        String.format(
            Locale.ROOT,
            "Wrote %,d rows in %d files, %.1f MiB, to %s.",
            manifest.rows(),
            manifest.files().size(),
            manifest.bytes() / (1024.0 * 1024.0),
            uri);
    return StepResult.succeeded(
        message,
        StepResult.Results.written(
            manifest.rows(),
            manifest.bytes(),
            manifest.files().size(),
            uri,
            manifest.digest(),
            false));
  }

  private String uri(Manifest manifest) {
    String slice = manifest.slice().equals(Slice.ALL) ? "" : "/" + manifest.slice();
    return store(target.store()).uri(target.path() + slice);
  }

  private void report(Manifest manifest, List<Snapshot> snapshots, TaskMetricsListener metrics)
      throws IOException {
    List<TransformReport.InputRead> read = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); i++) {
      Snapshot snapshot = snapshots.get(i);
      read.add(
          new TransformReport.InputRead(
              step.inputs().get(i).name(),
              snapshot.ref().dataset(),
              snapshot.manifests().stream().map(Manifest::slice).toList(),
              snapshot.files().size(),
              snapshot.rows(),
              snapshot.bytes()));
    }
    context.report(
        new TransformReport(
            step.sql(),
            read,
            new TransformReport.Output(
                uri(manifest),
                manifest.rows(),
                manifest.bytes(),
                manifest.digest(),
                manifest.files().stream().map(DataFile::path).toList()),
            manifest.format().columns(),
            millis,
            metrics.totals()));
  }

  private void lap(String phase) {
    long now = System.nanoTime();
    millis.put(phase, (now - lastNanos) / 1_000_000);
    lastNanos = now;
  }

  @Override
  public void close() {
    stores.values().forEach(ObjectStore::close);
  }
}
