package dev.sluice.lake;

import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A local folder of Parquet files, in Hive's layout, that become the files of a slice. */
public final class ParquetFolder {

  private static final String SUFFIX = ".parquet";
  private static final String CONTENT_TYPE = "application/vnd.apache.parquet";

  private final Path folder;

  public ParquetFolder(Path folder) {
    this.folder = folder;
  }

  /** Finishes a file before it is uploaded. */
  @FunctionalInterface
  public interface Finish {
    /** Returns the number of its rows. */
    long rows(Path file) throws IOException;
  }

  /** All files, in the order of their paths. */
  public List<Path> files() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** The size of all files. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /**
   * Uploads all files. They are invisible until the publication names them.
   *
   * @return the files, sorted by path; paths depend on nothing but the data
   */
  public List<DataFile> upload(
      ObjectStore store,
      Publication publication,
      Finish finish,
      StepContext context,
      Progress progress)
      throws IOException, InterruptedException {
    List<Callable<DataFile>> uploads = new ArrayList<>();
    Map<Path, Integer> numbers = new HashMap<>();
    for (Path file : files()) {
      Path parent = folder.relativize(file).getParent();
      int number = numbers.merge(parent == null ? Path.of("") : parent, 1, Integer::sum) - 1;
      String name = String.format(Locale.ROOT, "part-%05d%s", number, SUFFIX);
      String path = (parent == null ? "" : parent + "/") + name;
      String key = publication.dataPath(path);
      uploads.add(
          () -> {
            long rows = finish.rows(file);
            store.put(key, file, CONTENT_TYPE);
            long bytes = Files.size(file);
            progress.add(bytes);
            return new DataFile(key, path, bytes, rows, Digest.checksum(file));
          });
    }
    return Parallel.run(uploads, context);
  }
}
