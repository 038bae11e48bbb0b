package dev.sluice.warehouse.athena;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Parallel;
import dev.sluice.lake.Snapshot;
import dev.sluice.lake.StoreFailure;
import dev.sluice.lake.StoredObject;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.warehouse.duckdb.DatasetColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchCreatePartitionResponse;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;

/**
 * Tables of Glue over exactly the files of snapshots. A table of Hive reads whatever lies in its
 * folder, files of earlier publications too; so its folder holds nothing but a list of the files
 * that are meant ({@code SymlinkTextInputFormat}), and each combination of folder values is a
 * partition with a list of its own.
 *
 * <p>Names and folders follow from run, task and attempt, so no two steps meet. Tables go when the
 * checks are done; what an attempt that was killed has left, the next one removes.
 */
final class GlueTables implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GlueTables.class);
  private static final int PARTITIONS_PER_CALL = 100;
  private static final int ID_DIGITS = 12;
  private static final String INPUT = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat";
  private static final String OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
  private static final String SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

  private final GlueClient glue;
  private final QualityStep.Athena settings;
  private final ObjectStore results;
  private final StepContext context;
  private final int attempt;
  private final String id;
  private final List<String> tables = new ArrayList<>();

  /**
   * @param results store that holds the lists of files
   */
  GlueTables(
      QualityStep.Athena settings, ObjectStore results, RunContext run, StepContext context) {
    this.glue = AwsClients.glue(settings, results.connection());
    this.settings = settings;
    this.results = results;
    this.context = context;
    this.attempt = run.attempt();
    this.id = Digest.ofText(run.uid() + "\n" + run.task()).substring(0, ID_DIGITS);
  }

  /** Folder of this attempt in the store, for lists of files and for what queries return. */
  String folder() {
    return folderOfTask() + "/" + attempt;
  }

  private String folderOfTask() {
    return settings.path() + "/sluice-" + id;
  }

  /** Removes what earlier attempts have left in the store. */
  void clear() {
    delete(folderOfTask());
  }

  /** Makes a table over the files of a snapshot, of which there must be one; returns its name. */
  String register(Snapshot snapshot, ObjectStore source, DatasetColumns columns)
      throws InterruptedException {
    int number = tables.size() + 1;
    for (int earlier = 1; earlier < attempt; earlier++) {
      drop(name(snapshot, earlier, number));
    }
    String table = name(snapshot, attempt, number);
    String folder = folder() + "/tables/" + number;
    Map<List<String>, List<String>> files = files(snapshot, source, columns.ofFolders());
    List<Callable<PartitionInput>> lists = new ArrayList<>();
    files.forEach(
        (values, uris) -> {
          String path = folder + "/" + lists.size();
          lists.add(() -> partition(path, values, uris, columns));
        });
    List<PartitionInput> partitions = Parallel.run(lists, context);
    tables.add(table);
    create(table, folder, columns, partitions);
    if (!columns.ofFolders().isEmpty()) {
      add(table, partitions);
    }
    log.info(
        "Table {}.{} of Glue: {} files of dataset {}",
        settings.database(),
        table,
        snapshot.files().size(),
        snapshot.ref().dataset());
    return table;
  }

  private String name(Snapshot snapshot, int ofAttempt, int number) {
    String dataset =
        snapshot.ref().dataset().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    return "sluice_" + dataset + "_" + id + "_" + ofAttempt + "_" + number;
  }

  /** URIs by the values of their folders, in the order of the columns. */
  private static Map<List<String>, List<String>> files(
      Snapshot snapshot, ObjectStore source, List<Column> folders) {
    Map<List<String>, List<String>> files = new LinkedHashMap<>();
    for (DataFile file : snapshot.files()) {
      Map<String, String> values = snapshot.partitionValues(file);
      List<String> key = folders.stream().map(c -> String.valueOf(values.get(c.name()))).toList();
      files.computeIfAbsent(key, k -> new ArrayList<>()).add(source.uri(file.key()));
    }
    return files;
  }

  private PartitionInput partition(
      String path, List<String> values, List<String> uris, DatasetColumns columns) {
    try {
      results
          .s3()
          .putObject(
              b ->
                  b.bucket(results.bucket())
                      .key(results.key(path + "/files"))
                      .contentType("text/plain"),
              RequestBody.fromString(String.join("\n", uris) + "\n"));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, results.connection(), "write " + results.uri(path));
    }
    return PartitionInput.builder()
        .values(values)
        .storageDescriptor(storage(path, columns.ofFiles()))
        .build();
  }

  private StorageDescriptor storage(String path, List<Column> columns) {
    return StorageDescriptor.builder()
        .columns(columns(columns))
        .location(results.uri(path) + "/")
        .inputFormat(INPUT)
        .outputFormat(OUTPUT)
        .serdeInfo(
            s -> s.serializationLibrary(SERDE).parameters(Map.of("serialization.format", "1")))
        .build();
  }

  private static List<software.amazon.awssdk.services.glue.model.Column> columns(
      List<Column> columns) {
    return columns.stream()
        .map(
            c ->
                software.amazon.awssdk.services.glue.model.Column.builder()
                    .name(c.name().toLowerCase(Locale.ROOT))
                    .type(c.type())
                    .build())
        .toList();
  }

  /** Without folders the only list is the table's. */
  private void create(
      String table, String folder, DatasetColumns columns, List<PartitionInput> partitions)
      throws InterruptedException {
    StorageDescriptor storage =
        columns.ofFolders().isEmpty()
            ? partitions.get(0).storageDescriptor()
            : storage(folder, columns.ofFiles());
    AwsClients.call(
        settings,
        "make table " + settings.database() + "." + table + " in Glue",
        () ->
            glue.createTable(
                b ->
                    b.databaseName(settings.database())
                        .tableInput(
                            t ->
                                t.name(table)
                                    .description("Made by Sluice for the time of a check")
                                    .tableType("EXTERNAL_TABLE")
                                    .parameters(Map.of("EXTERNAL", "TRUE"))
                                    .partitionKeys(columns(columns.ofFolders()))
                                    .storageDescriptor(storage))));
  }

  private void add(String table, List<PartitionInput> partitions) throws InterruptedException {
    for (int from = 0; from < partitions.size(); from += PARTITIONS_PER_CALL) {
      List<PartitionInput> some =
          partitions.subList(from, Math.min(from + PARTITIONS_PER_CALL, partitions.size()));
      BatchCreatePartitionResponse response =
          AwsClients.call(
              settings,
              "add partitions to table " + table + " in Glue",
              () ->
                  glue.batchCreatePartition(
                      b ->
                          b.databaseName(settings.database())
                              .tableName(table)
                              .partitionInputList(some)));
      if (response.hasErrors() && !response.errors().isEmpty()) {
        var error = response.errors().get(0);
        throw new StepFailure.Transient(
            "AthenaUnavailable",
            "Glue did not add partition "
                + error.partitionValues()
                + " to table "
                + table
                + ": "
                + error.errorDetail().errorMessage(),
            null);
      }
    }
  }

  /** Best effort, as it comes after everything: what stays is named in the documentation. */
  @Override
  public void close() {
    tables.forEach(this::drop);
    delete(folder());
    glue.close();
  }

  private void drop(String table) {
    try {
      glue.deleteTable(b -> b.databaseName(settings.database()).name(table));
    } catch (EntityNotFoundException e) {
      log.debug("There is no table {}", table);
    } catch (SdkException e) {
      log.warn("Table {}.{} of Glue stays: {}", settings.database(), table, e.toString());
    }
  }

  private void delete(String folder) {
    try {
      results.delete(results.list(folder).stream().map(StoredObject::path).toList());
    } catch (StepFailure e) {
      log.warn("Objects below {} stay: {}", results.uri(folder), e.getMessage());
    }
  }
}
