package dev.sluice.warehouse.redshift;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.StoredObject;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a load writes into the store for COPY alone: manifests, and files in a form that COPY reads.
 * It goes when the load ends; what a killed attempt left goes with the next one.
 */
final class CopyFiles implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CopyFiles.class);

  private final ObjectStore store;
  private final String task;
  private final String folder;
  private final Path scratch;
  private final List<String> written = new ArrayList<>();

  CopyFiles(ObjectStore store, RunContext run, Path scratch) {
    this.store = store;
    this.task = "_sluice/copy/" + run.namespace() + "/" + run.name() + "/" + run.task() + "/";
    this.folder = task + run.attempt() + "/";
    this.scratch = scratch;
  }

  /**
   * A file that COPY shall read.
   *
   * @param url {@code s3://bucket/key}
   * @param mandatory a file that is missing is a failure
   * @param meta length, without which COPY refuses Parquet
   */
  record Entry(String url, boolean mandatory, Meta meta) {}

  record Meta(@JsonProperty("content_length") long contentLength) {}

  record Manifest(List<Entry> entries) {}

  /** A file of the lake, where it is. */
  Entry entry(DataFile file) {
    return new Entry(store.uri(file.key()), true, new Meta(file.bytes()));
  }

  /** Removes what earlier attempts of the task left. */
  void removeLeftovers() {
    store.delete(store.list(task).stream().map(StoredObject::path).toList());
  }

  /** Puts a local file beside the lake. */
  Entry add(Path file) {
    String path = folder + file.getFileName();
    put(path, file, "application/vnd.apache.parquet");
    try {
      return new Entry(store.uri(path), true, new Meta(Files.size(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the list of the files for one COPY, and returns its URL. */
  String manifest(List<Entry> entries) {
    String name = "manifest-" + written.size() + ".json";
    try {
      Files.createDirectories(scratch);
      Path file = Files.write(scratch.resolve(name), json(entries));
      put(folder + name, file, "application/json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return store.uri(folder + name);
  }

  static byte[] json(List<Entry> entries) throws JsonProcessingException {
    return Json.MAPPER.writeValueAsBytes(new Manifest(entries));
  }

  private void put(String path, Path file, String type) {
    written.add(path);
    store.put(path, file, type);
  }

  /** The rows are committed or not by now: a file that stays behind changes neither. */
  @Override
  public void close() {
    try {
      store.delete(written);
    } catch (StepFailure e) {
      log.warn("Files for COPY stay in {}: {}", store.uri(folder), e.getMessage());
    }
  }
}
