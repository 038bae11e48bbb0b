package dev.sluice.spark;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Profile;
import dev.sluice.lake.Publication;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** The files of the new slice: written to the scratch folder, then uploaded under their names. */
final class SliceFiles {

  private static final String SUFFIX = ".parquet";
  private static final String CONTENT_TYPE = "application/vnd.apache.parquet";

  private final Path folder;

  /**
   * @param folder that does not exist yet
   */
  SliceFiles(Path folder) {
    this.folder = folder;
  }

  /** Runs the query. Each partition value gets one file, or several when it is large. */
  void write(Dataset<Row> rows, List<String> partitionColumns) {
    if (partitionColumns.isEmpty()) {
      rows.write().parquet(folder.toString());
      return;
    }
    Object[] keys =
        partitionColumns.stream().map(c -> functions.col("`" + c + "`")).toArray(Object[]::new);
    DataFrameWriter<Row> writer = rows.hint("rebalance", keys).write();
    writer.partitionBy(partitionColumns.toArray(String[]::new)).parquet(folder.toString());
  }

  /**
   * Uploads all files. They are invisible until the publication names them.
   *
   * @return the files, sorted by path; paths depend on nothing but the data
   */
  List<DataFile> upload(
      ObjectStore store, Publication publication, StepContext context, Progress progress)
      throws IOException, InterruptedException {
    List<Callable<DataFile>> uploads = new ArrayList<>();
    Map<Path, Integer> numbers = new HashMap<>();
    for (Path file : files()) {
      Path relative = folder.relativize(file);
      Path parent = relative.getParent();
      int number = numbers.merge(parent == null ? Path.of("") : parent, 1, Integer::sum) - 1;
      String name = String.format(Locale.ROOT, "part-%05d%s", number, SUFFIX);
      String path = (parent == null ? "" : parent + "/") + name;
      uploads.add(
          () -> {
            DataFile uploaded = upload(store, publication.dataPath(path), path, file);
            progress.add(uploaded.bytes());
            return uploaded;
          });
    }
    return Parallel.run(uploads, context);
  }

  /**
   * What the files hold; partition columns are not in them.
   *
   * @param columns of the result, for their types
   */
  Profile profile(List<Format.Column> columns, StepContext context)
      throws IOException, InterruptedException {
    Map<String, String> types = new HashMap<>();
    columns.forEach(c -> types.put(c.name(), c.type()));
    Map<String, @Nullable ColumnProfile> found = new LinkedHashMap<>();
    long rows = 0;
    for (Path file : files()) {
      context.checkCancelled();
      try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
        rows += reader.getRecordCount();
        MessageType schema = reader.getFileMetaData().getSchema();
        for (Type field : schema.getFields()) {
          String name = field.getName();
          if (!field.isPrimitive()) {
            found.putIfAbsent(name, null);
            continue;
          }
          ColumnProfile column = found.computeIfAbsent(name, n -> new ColumnProfile());
          column.add(reader, schema.getColumnDescription(new String[] {name}), schema);
        }
      }
    }
    List<Profile.Column> profiles = new ArrayList<>();
    found.forEach(
        (name, column) ->
            profiles.add(
                column == null
                    ? new Profile.Column(name, types.get(name), null, null, null, null)
                    : column.profile(name, types.get(name))));
    return new Profile(rows, profiles);
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private static DataFile upload(ObjectStore store, String key, String path, Path file)
      throws IOException {
    StableFooter.rewrite(file);
    long rows;
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      rows = reader.getRecordCount();
    }
    store.put(key, file, CONTENT_TYPE);
    return new DataFile(key, path, Files.size(file), rows, Digest.checksum(file));
  }
}
