package dev.sluice.spark;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.Digest;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.TransformStep;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lake on a real store, with raw datasets as the ingest runner would leave them. */
final class FakeLake implements AutoCloseable {

  static final String DATE = "2026-11-21";

  private final StoreConnection connection;
  private final ObjectStore store;
  private final Path folder;

  FakeLake(LakeFixture fixture, String prefix) throws Exception {
    connection = fixture.connection(prefix + "/");
    store = ObjectStore.connect(connection);
    folder = Files.createTempDirectory("fake-lake");
  }

  ObjectStore store() {
    return store;
  }

  StoreConnection connection() {
    return connection;
  }

  /** Publishes raw files, given as name and content in turn. */
  void raw(String dataset, boolean sliced, String date, Object... namesAndContents)
      throws Exception {
    DatasetTarget target =
        new DatasetTarget(
            dataset, "lake", "raw/" + dataset, sliced ? List.of("run_date") : List.of());
    Publication publication = Publication.begin(store, target, run("ingest-" + date, date, 1));
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      String name = (String) namesAndContents[i];
      Path file = folder.resolve("upload-" + i);
      Object content = namesAndContents[i + 1];
      if (content instanceof Path path) {
        file = path;
      } else {
        Files.write(
            file,
            content instanceof byte[] bytes
                ? bytes
                : content.toString().getBytes(StandardCharsets.UTF_8));
      }
      String key = publication.rawPath(name);
      store.put(key, file, "text/plain");
      files.add(new DataFile(key, name, Files.size(file), null, Digest.checksum(file)));
    }
    publication.publish(
        files, csv(), -1, Digest.of(files), null, List.of(), new StepContext(folder));
  }

  static Format csv(Format.Column... columns) {
    return new Format(Format.Type.CSV, true, ",", "\"", "\"", "", false, List.of(columns));
  }

  static Format.Column column(String name, @Nullable String type) {
    return new Format.Column(name, type);
  }

  static TransformStep.Input input(String name, String dataset, @Nullable Format format) {
    return new TransformStep.Input(
        name,
        new DatasetRef(dataset, "lake", "raw/" + dataset, false, SliceSelection.RUN, null, format));
  }

  static TransformStep.Input sliced(
      String name, String dataset, SliceSelection slices, @Nullable Format format) {
    return new TransformStep.Input(
        name, new DatasetRef(dataset, "lake", "raw/" + dataset, true, slices, null, format));
  }

  static DatasetTarget output(String name, String... partitionBy) {
    return new DatasetTarget(name, "lake", "processed/" + name, List.of(partitionBy));
  }

  static RunContext run(String name, String date, int attempt) {
    return run(name, date, attempt, attempt);
  }

  static RunContext run(String name, String date, int attempt, long token) {
    return new RunContext("default", name, "uid-" + name, "task", date, attempt, token);
  }

  StepRequest request(RunContext run, TransformStep step) {
    return request(run, step, null);
  }

  /** A request of checks. */
  StepRequest request(RunContext run, QualityStep step) {
    return request(run, null, step);
  }

  private StepRequest request(
      RunContext run, @Nullable TransformStep transform, @Nullable QualityStep checks) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        Map.of("lake", connection),
        Map.of(),
        new ReportTarget("lake", "_sluice/default/" + run.name() + "/task/" + run.attempt()),
        null,
        transform,
        checks,
        null,
        null,
        null,
        null);
  }

  /** What readers of an output see. */
  Snapshot read(String dataset, boolean sliced, SliceSelection slices, String date) {
    return DatasetReader.read(
        store,
        new DatasetRef(dataset, "lake", "processed/" + dataset, sliced, slices, null, null),
        date);
  }

  @Override
  public void close() {
    store.close();
  }
}
