package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.sql.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The columns of a dataset of Parquet files, for engines that must be told them. Types are those of
 * manifests: {@code bigint}, {@code decimal(10,2)}, {@code array<string>}.
 *
 * @param ofFiles columns in the files
 * @param ofFolders columns that are in no file but in the slice and the names of folders
 */
public record DatasetColumns(List<Column> ofFiles, List<Column> ofFolders) {

  public DatasetColumns {
    ofFiles = List.copyOf(ofFiles);
    ofFolders = List.copyOf(ofFolders);
  }

  /** Reads the footers of all files, of which there must be one. */
  public static DatasetColumns read(ObjectStore store, Snapshot snapshot, StepContext context)
      throws InterruptedException {
    String dataset = snapshot.ref().dataset();
    List<Column> ofFiles = new ArrayList<>();
    for (Column column : new ParquetColumns(store, context, dataset).of(snapshot.files())) {
      ofFiles.add(
          Column.optional(column.name(), StoredType.of(column, "Dataset " + dataset).spark()));
    }
    Map<String, TreeSet<String>> values = new LinkedHashMap<>();
    for (DataFile file : snapshot.files()) {
      snapshot
          .partitionValues(file)
          .forEach((name, value) -> values.computeIfAbsent(name, n -> new TreeSet<>()).add(value));
    }
    List<Column> ofFolders = new ArrayList<>();
    values.forEach(
        (name, found) -> {
          if (Column.find(ofFiles, name).isEmpty()) {
            found.remove(FileRows.HIVE_NULL);
            String type = DuckDbTypes.ofFolders(found);
            ofFolders.add(Column.optional(name, StoredType.of(type).spark()));
          }
        });
    return new DatasetColumns(ofFiles, ofFolders);
  }
}
