package dev.sluice.warehouse;

import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.lake.StoreReportSink;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.Runner;
import dev.sluice.protocol.RunnerMain;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualityRun;
import dev.sluice.quality.QualitySource;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.athena.AthenaQuality;
import dev.sluice.warehouse.duckdb.DuckDbKind;
import dev.sluice.warehouse.duckdb.DuckDbQuality;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.kind.WarehouseKind;
import dev.sluice.warehouse.load.Load;
import dev.sluice.warehouse.load.Warehouse;
import dev.sluice.warehouse.postgresql.PostgresqlKind;
import dev.sluice.warehouse.redshift.RedshiftKind;
import dev.sluice.warehouse.snowflake.SnowflakeKind;
import dev.sluice.warehouse.transform.DuckDbTransform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads datasets into warehouses, checks data quality, runs transforms on DuckDB and probes
 * warehouses.
 */
public final class WarehouseRunner implements Runner {

  /** Names the file of DuckDB's httpfs extension, in images that have it. */
  static final String HTTPFS = "SLUICE_DUCKDB_HTTPFS";

  private final @Nullable String httpfs;

  /**
   * @param httpfs file of DuckDB's httpfs extension; absent: files are fetched before they are read
   */
  public WarehouseRunner(@Nullable String httpfs) {
    this.httpfs = httpfs;
  }

  public static void main(String[] args) {
    RunnerMain.main(new WarehouseRunner(System.getenv(HTTPFS)), new StoreReportSink());
  }

  @Override
  public StepResult run(StepRequest request, StepContext context)
      throws InterruptedException, IOException {
    if (request.load() != null) {
      return load(request, request.load(), context);
    }
    if (request.quality() != null) {
      QualityStep step = request.quality();
      return QualityRun.execute(request, step, context, () -> source(request, step, context));
    }
    if (request.transform() != null) {
      return transform(request, request.transform(), context);
    }
    if (request.probe() != null && request.probe().warehouse() != null) {
      return kind(request, request.probe().warehouse()).probe(context);
    }
    throw new StepFailure.Crash(
        "The warehouse runner got a request that is no load, quality check, transform or"
            + " probe of a warehouse.");
  }

  private StepResult transform(StepRequest request, TransformStep step, StepContext context)
      throws InterruptedException, IOException {
    LakeFiles files = new LakeFiles(context, extension());
    Map<String, ObjectStore> stores = new LinkedHashMap<>();
    try {
      return new DuckDbTransform(
              step,
              request.run(),
              name -> stores.computeIfAbsent(name, n -> ObjectStore.connect(request.store(n))),
              context)
          .execute(input -> snapshot(request, input.from(), files), files);
    } finally {
      stores.values().forEach(ObjectStore::close);
    }
  }

  private StepResult load(StepRequest request, LoadStep step, StepContext context)
      throws InterruptedException, IOException {
    TableName.parse(step.table()).requireWritable();
    WarehouseKind kind = kind(request, step.warehouse());
    LakeFiles files = new LakeFiles(context, extension());
    context.phase("fetch");
    try (ObjectStore store = ObjectStore.connect(request.store(step.from().store()))) {
      Snapshot snapshot = DatasetReader.read(store, step.from(), request.run().date());
      try (Warehouse warehouse = kind.openForLoad(store, snapshot, files, context)) {
        Load load = new Load(step, request.run(), snapshot, warehouse, context);
        StepResult result = load.execute();
        new TableLineage(request, context)
            .ofLoad(step, snapshot, load.columns(), warehouse, result.results());
        return result;
      }
    }
  }

  /**
   * A warehouse checks its own tables. What is in the lake, or in several DuckDB files, is read by
   * one DuckDB in memory, or by Athena where the step says so.
   */
  private QualitySource source(StepRequest request, QualityStep step, StepContext context)
      throws InterruptedException {
    if (step.athena() != null) {
      return new AthenaQuality(request, step.athena(), context);
    }
    List<Subject> subjects = step.subjects();
    List<String> names =
        subjects.stream()
            .filter(s -> s.table() != null)
            .map(s -> s.table().warehouse())
            .distinct()
            .toList();
    boolean onlyTables = subjects.stream().allMatch(s -> s.table() != null);
    if (onlyTables && names.size() == 1) {
      context.phase("open");
      return kind(request, names.get(0)).openForChecks(context);
    }
    Map<String, WarehouseConnection.DuckDb> databases = new LinkedHashMap<>();
    for (String name : names) {
      databases.put(name, duckDb(request, name));
    }
    LakeFiles files = new LakeFiles(context, extension());
    context.phase("fetch");
    Map<Subject, Snapshot> snapshots = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      if (subject.dataset() != null) {
        snapshots.put(subject, snapshot(request, subject.dataset(), files));
      }
    }
    context.phase("open");
    Optional<String> current =
        Optional.ofNullable(step.on().table()).map(QualityStep.Table::warehouse);
    return DuckDbQuality.open(databases, current, files, snapshots, context);
  }

  private static Snapshot snapshot(StepRequest request, DatasetRef ref, LakeFiles files)
      throws InterruptedException {
    try (ObjectStore store = ObjectStore.connect(request.store(ref.store()))) {
      Snapshot snapshot = DatasetReader.read(store, ref, request.run().date());
      files.add(store, snapshot);
      return snapshot;
    }
  }

  /** The only place that tells the kinds apart. */
  private static WarehouseKind kind(StepRequest request, String name) {
    WarehouseConnection connection = request.warehouse(name);
    if (connection.duckdb() != null) {
      return new DuckDbKind(name, connection.duckdb());
    }
    if (connection.postgresql() != null) {
      return new PostgresqlKind(name, connection.postgresql());
    }
    if (connection.snowflake() != null) {
      return new SnowflakeKind(name, connection.snowflake(), request.run());
    }
    if (connection.redshift() != null) {
      return new RedshiftKind(name, connection.redshift(), request.run());
    }
    throw new StepFailure.Crash(
        "The request describes warehouse " + name + " as no kind that this runner knows.");
  }

  private static WarehouseConnection.DuckDb duckDb(StepRequest request, String name) {
    WarehouseConnection.DuckDb connection = request.warehouse(name).duckdb();
    if (connection == null) {
      throw new StepFailure.UserError(
          "ChecksSpanWarehouses",
          "Warehouse "
              + name
              + " can only check its own tables: compare tables of the same warehouse, or check"
              + " the dataset that the table was loaded from.");
    }
    return connection;
  }

  private Optional<Path> extension() {
    return Optional.ofNullable(httpfs).filter(f -> !f.isBlank()).map(Path::of);
  }
}
