package dev.sluice.spark;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.ParquetFolder;
import dev.sluice.lake.Profile;
import dev.sluice.lake.Publication;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.quality.RowWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final Path folder;
  private final ParquetFolder files;
  private final Map<String, @Nullable ColumnProfile> columns = new LinkedHashMap<>();
  private long rows;

  /**
   * @param folder that does not exist yet
   */
  SliceFiles(Path folder) {
    this.folder = folder;
    this.files = new ParquetFolder(folder);
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
   * Uploads all files, and looks into each before. They are invisible until the publication names
   * them.
   */
  List<DataFile> upload(
      ObjectStore store, Publication publication, StepContext context, Progress progress)
      throws IOException, InterruptedException {
    return files.upload(store, publication, this::finishAndAdd, context, progress);
  }

  /**
   * The files of rows that a check has split.
   *
   * @param result columns of the result, for their types
   */
  RowWriter.Written written(List<Format.Column> result, StepContext context)
      throws IOException, InterruptedException {
    for (Path file : files.files()) {
      context.checkCancelled();
      add(file);
    }
    return new RowWriter.Written(files, SliceFiles::finish, profile(result));
  }

  /**
   * What the files hold that were looked into; partition columns are not in them.
   *
   * @param result columns of the result, for their types
   */
  synchronized Profile profile(List<Format.Column> result) {
    Map<String, String> types = new HashMap<>();
    result.forEach(c -> types.put(c.name(), c.type()));
    List<Profile.Column> profiles = new ArrayList<>();
    columns.forEach(
        (name, column) ->
            profiles.add(
                column == null
                    ? new Profile.Column(name, types.get(name), null, null, null, null)
                    : column.profile(name, types.get(name))));
    return new Profile(rows, profiles);
  }

  long bytes() throws IOException {
    return files.bytes();
  }

  private static long finish(Path file) throws IOException {
    StableFooter.rewrite(file);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getRecordCount();
    }
  }

  private long finishAndAdd(Path file) throws IOException {
    StableFooter.rewrite(file);
    return add(file);
  }

  /** One file at a time, while others are on their way: columns of several would not fit a heap. */
  private synchronized long add(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (Type field : schema.getFields()) {
        String name = field.getName();
        if (!field.isPrimitive()) {
          columns.putIfAbsent(name, null);
          continue;
        }
        ColumnProfile column = columns.computeIfAbsent(name, n -> new ColumnProfile());
        column.add(reader, schema.getColumnDescription(new String[] {name}), schema);
      }
      long found = reader.getRecordCount();
      rows += found;
      return found;
    }
  }
}
