package dev.sluice.spark;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Parallel;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/**
 * Brings the files of an input into the scratch folder and verifies them on the way.
 *
 * <p>Files are read from the local disk because the library through which Spark reads S3 itself
 * costs more start-up time and class path than small data takes to copy.
 */
final class InputFetch {

  private final ObjectStore store;
  private final Snapshot snapshot;
  private final Path folder;
  private final StepContext context;

  InputFetch(ObjectStore store, Snapshot snapshot, Path folder, StepContext context) {
    this.store = store;
    this.snapshot = snapshot;
    this.folder = folder;
    this.context = context;
  }

  /**
   * Fetches all files.
   *
   * @param name of the input's view
   * @param field of the resource that says what the input is
   */
  Input run(String name, String field, Progress progress) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<Callable<InputFile>> downloads = new ArrayList<>();
    List<String> partitionColumns = null;
    int number = 0;
    for (DataFile file : snapshot.files()) {
      Map<String, String> values = snapshot.partitionValues(file);
      List<String> columns = List.copyOf(values.keySet());
      if (partitionColumns != null && !partitionColumns.equals(columns)) {
        throw new StepFailure.UserError(
            "MalformedInput",
            shown(file)
                + " is in folders of "
                + columns
                + ", other files of the input are in folders of "
                + partitionColumns
                + ". Choose files of one layout with the input's path.");
      }
      partitionColumns = columns;
      Path parent = folder;
      for (Map.Entry<String, String> value : values.entrySet()) {
        parent = parent.resolve(hive(value.getKey(), value.getValue()));
      }
      Files.createDirectories(parent);
      // Numbers keep names unique, and Spark ignores files whose names begin with _ or a dot.
      Path target = parent.resolve(String.format(Locale.ROOT, "f%06d%s", number++, suffix(file)));
      downloads.add(
          () -> {
            InputFile fetched = fetch(file, target);
            progress.add(file.bytes());
            return fetched;
          });
    }
    List<InputFile> files = Parallel.run(downloads, context);
    return new Input(
        name,
        field,
        snapshot,
        folder,
        partitionColumns == null ? List.of() : partitionColumns,
        files);
  }

  private InputFile fetch(DataFile file, Path target) throws IOException {
    Path local = target;
    Format format = snapshot.format();
    if (format.type() != Format.Type.PARQUET && file.path().endsWith(".gz")) {
      Path packed = target.resolveSibling("." + target.getFileName());
      store.get(file.key(), packed);
      unpack(packed, target, shown(file));
    } else {
      store.get(file.key(), local);
    }
    if (format.type() != Format.Type.PARQUET) {
      TextCheck.verify(local, shown(file), format);
      if (format.type() == Format.Type.JSON && format.multiLine()) {
        JsonCheck.verify(local, shown(file));
      }
    } else if (file.bytes() == 0) {
      throw new StepFailure.UserError(
          "EmptyInput", shown(file) + " is empty, which no Parquet file is. Correct the source.");
    }
    return new InputFile(local, shown(file));
  }

  private static void unpack(Path packed, Path target, String shown) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, target);
    } catch (EOFException | ZipException e) {
      throw new StepFailure.UserError(
          "MalformedInput",
          shown + " is a broken or truncated gzip file: " + e.getMessage() + ".",
          e);
    }
    Files.delete(packed);
  }

  private String shown(DataFile file) {
    String slice =
        snapshot.manifests().size() > 1
            ? " of slice " + snapshot.partitionValues(file).get("run_date")
            : "";
    return file.path() + slice + " of dataset " + snapshot.ref().dataset();
  }

  private static String hive(String column, String value) {
    return ExternalCatalogUtils.escapePathName(column)
        + "="
        + ExternalCatalogUtils.escapePathName(value);
  }

  /** Spark unpacks files by their suffix; gzip is unpacked already. */
  private static String suffix(DataFile file) {
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    if (name.endsWith(".gz")) {
      name = name.substring(0, name.length() - ".gz".length());
    }
    int dot = name.lastIndexOf('.');
    String suffix = dot < 0 ? "" : name.substring(dot);
    return suffix.matches("\\.[A-Za-z0-9]+") ? suffix : "";
  }
}
