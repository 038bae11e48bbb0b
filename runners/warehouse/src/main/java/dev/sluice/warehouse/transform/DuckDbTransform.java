package dev.sluice.warehouse.transform;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.OutputSlices;
import dev.sluice.lake.ParquetFolder;
import dev.sluice.lake.Publication;
import dev.sluice.lake.Snapshot;
import dev.sluice.lake.TransformReport;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import dev.sluice.warehouse.duckdb.DuckDbQueries;
import dev.sluice.warehouse.duckdb.LakeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of one transform on DuckDB: fetch, query, upload, publish. */
public final class DuckDbTransform {

  private static final Logger log = LoggerFactory.getLogger(DuckDbTransform.class);

  private final TransformStep step;
  private final RunContext run;
  private final Function<String, ObjectStore> stores;
  private final StepContext context;
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private long lastNanos = System.nanoTime();

  /**
   * @param stores open stores by the name that they have in the request
   */
  public DuckDbTransform(
      TransformStep step,
      RunContext run,
      Function<String, ObjectStore> stores,
      StepContext context) {
    this.step = step;
    this.run = run;
    this.stores = stores;
    this.context = context;
  }

  /** Reads a snapshot of an input and makes its files available. */
  @FunctionalInterface
  public interface Fetch {
    Snapshot of(TransformStep.Input input) throws InterruptedException;
  }

  /**
   * Runs all queries and publishes their rows.
   *
   * @param files that {@code fetch} makes available
   */
  public StepResult execute(Fetch fetch, LakeFiles files) throws InterruptedException, IOException {
    if (step.python() != null || step.jar() != null) {
      throw new StepFailure.Crash("DuckDB runs queries only, this is another transform.");
    }
    context.phase("prepare");
    OutputSlices slices = OutputSlices.begin(step.outputs(), stores, run);
    Optional<Map<TransformStep.Output, Manifest>> done = slices.alreadyPublished();
    if (done.isPresent()) {
      log.info("An earlier attempt of this task has published everything already.");
      context.lineage(slices.lineage(step.inputs(), done.get()));
      return slices.result(done.get());
    }
    context.phase("fetch");
    Map<String, Snapshot> snapshots = new LinkedHashMap<>();
    for (TransformStep.Input input : step.inputs()) {
      snapshots.put(input.name(), fetch.of(input));
    }
    lap("fetch");

    Map<TransformStep.Output, OutputSlices.Written> written = new LinkedHashMap<>();
    String engine;
    QueryLineage lineage;
    try (DuckDbQueries queries =
        DuckDbQueries.open(snapshots, files, context.scratch().resolve("out"), context)) {
      engine = queries.engine();
      lineage = QueryLineage.read(snapshots, stores, queries);
      context.lineage(lineage.of(List.of()));
      lap("analyze");
      context.phase("transform");
      log.info("Running the query over {} inputs", snapshots.size());
      Map<TransformStep.Output, Format> formats = new LinkedHashMap<>();
      for (TransformStep.Output output : step.outputs()) {
        formats.put(output, queries.write(output, run.date()));
      }
      lap("transform");
      context.phase("upload");
      for (Map.Entry<TransformStep.Output, Format> one : formats.entrySet()) {
        TransformStep.Output output = one.getKey();
        written.put(output, upload(slices, queries, output, one.getValue(), snapshots));
      }
      lap("upload");
    }
    context.phase("publish");
    Map<TransformStep.Output, Manifest> manifests = slices.publish(written, context);
    lap("publish");
    context.lineage(lineage.of(slices.written(manifests)));
    context.report(
        new TransformReport(
            engine,
            TransformReport.inputs(step.inputs(), new ArrayList<>(snapshots.values())),
            TransformReport.outputs(slices, manifests),
            millis,
            Map.of()));
    return slices.result(manifests);
  }

  private OutputSlices.Written upload(
      OutputSlices slices,
      DuckDbQueries queries,
      TransformStep.Output output,
      Format format,
      Map<String, Snapshot> snapshots)
      throws IOException, InterruptedException {
    ParquetFolder folder = new ParquetFolder(queries.folder(output));
    Map<Path, Long> rows = queries.rows(folder.files());
    Progress progress = context.progress("Uploading " + output.key(), "bytes", folder.bytes());
    ObjectStore store = stores.apply(output.target().store());
    Publication publication = slices.publication(output);
    FutureTask<List<DataFile>> uploading =
        new FutureTask<>(
            () ->
                folder.upload(
                    store, publication, file -> rows.getOrDefault(file, 0L), context, progress));
    Thread thread = new Thread(uploading, "sluice-upload");
    thread.setDaemon(true);
    thread.start();
    try {
      if (!rows.isEmpty()) {
        // Here, so that nothing asks the engine any more when a failure closes it.
        publication.keep(queries.profile(output));
      }
      return new OutputSlices.Written(uploading.get(), format, fingerprint(output, snapshots));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StepFailure known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      uploading.cancel(true);
    }
  }

  /** The same inputs, query and shape give the same fingerprint. */
  private static String fingerprint(TransformStep.Output output, Map<String, Snapshot> snapshots) {
    StringBuilder text = new StringBuilder("DuckDB\n" + output.key() + "\n" + output.sql() + "\n");
    text.append(output.target().partitionBy());
    snapshots.values().forEach(snapshot -> text.append('\n').append(snapshot.digest()));
    return Digest.ofText(text.toString());
  }

  private void lap(String phase) {
    long now = System.nanoTime();
    millis.put(phase, (now - lastNanos) / 1_000_000);
    lastNanos = now;
  }
}
