package dev.sluice.ingest;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.SourceState;
import dev.sluice.protocol.DatasetTarget;
import java.util.List;

/** What the full report of an ingest says. */
record IngestReport(
    String dataset,
    String uri,
    String slice,
    String digest,
    long bytes,
    List<SourceReport> sources) {

  private static final String FETCHED = "fetched";

  IngestReport {
    sources = List.copyOf(sources);
  }

  static IngestReport of(ObjectStore store, DatasetTarget target, Manifest manifest) {
    return new IngestReport(
        target.dataset(),
        store.uri(target.path()),
        manifest.slice(),
        manifest.digest(),
        manifest.bytes(),
        manifest.sources().stream().map(state -> SourceReport.of(store, manifest, state)).toList());
  }

  long fetched() {
    return sources.stream().filter(source -> source.status().equals(FETCHED)).count();
  }

  /**
   * One source.
   *
   * @param status {@code fetched} or {@code unchanged}
   * @param bytes of the source as fetched
   * @param files what it became in the dataset
   */
  record SourceReport(
      String source, String status, long bytes, String sha256, List<FileReport> files) {
    SourceReport {
      files = List.copyOf(files);
    }

    static SourceReport of(ObjectStore store, Manifest manifest, SourceState state) {
      List<DataFile> files =
          manifest.files().stream().filter(file -> state.files().contains(file.path())).toList();
      return new SourceReport(
          state.source(),
          files.stream().anyMatch(manifest::wrote) ? FETCHED : "unchanged",
          state.bytes(),
          state.sha256(),
          files.stream()
              .map(
                  file ->
                      new FileReport(
                          file.path(), store.uri(file.key()), file.bytes(), file.checksum()))
              .toList());
    }
  }

  /** One file of the dataset. */
  record FileReport(String path, String uri, long bytes, String checksum) {}
}
