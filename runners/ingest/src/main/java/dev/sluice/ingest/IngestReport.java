package dev.sluice.ingest;

import java.util.List;

/** What the full report of an ingest says. */
record IngestReport(
    String dataset,
    String uri,
    String slice,
    String digest,
    long bytes,
    List<SourceReport> sources) {

  IngestReport {
    sources = List.copyOf(sources);
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
  }

  /** One file of the dataset. */
  record FileReport(String path, String uri, long bytes, String checksum) {}
}
