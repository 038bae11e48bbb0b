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

  /** Uploads all files. They are invisible until the publication names them. */
  List<DataFile> upload(
      ObjectStore store, Publication publication, StepContext context, Progress progress)
      throws IOException, InterruptedException {
    return files.upload(store, publication, SliceFiles::finish, context, progress);
  }

  /**
   * The files of rows that a check has split.
   *
   * @param columns of the result, for their types
   */
  RowWriter.Written written(List<Format.Column> columns, StepContext context)
      throws IOException, InterruptedException {
    return new RowWriter.Written(files, SliceFiles::finish, profile(columns, context));
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
    for (Path file : files.files()) {
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
    return files.bytes();
  }

  private static long finish(Path file) throws IOException {
    StableFooter.rewrite(file);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getRecordCount();
    }
  }
}
