package dev.sluice.warehouse.athena;

import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.quality.QualitySource;
import dev.sluice.quality.QualitySql;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.Column;
import dev.sluice.warehouse.duckdb.DatasetColumns;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads datasets of Parquet with Athena, for checks; nothing of them but footers gets here. */
public final class AthenaQuality implements QualitySource {

  private final StepRequest request;
  private final QualityStep.Athena settings;
  private final StepContext context;
  private final ObjectStore results;
  private final GlueTables tables;
  private final AthenaQueries queries;
  private final QualitySql sql = new AthenaQualitySql();

  public AthenaQuality(StepRequest request, QualityStep.Athena settings, StepContext context) {
    this.request = request;
    this.settings = settings;
    this.context = context;
    this.results = ObjectStore.connect(request.store(settings.store()));
    this.tables = new GlueTables(settings, results, request.run(), context);
    this.queries = new AthenaQueries(settings, results, tables.folder() + "/results", context);
    tables.clear();
  }

  @Override
  public QualitySql sql() {
    return sql;
  }

  @Override
  public TextTable query(String statement) throws InterruptedException {
    return queries.run(statement);
  }

  @Override
  public Long bytesScanned() {
    return queries.bytesScanned();
  }

  @Override
  public Opened open(QualityStep.Subject subject, String name, List<Column> unknown)
      throws InterruptedException {
    DatasetRef ref = subject.dataset();
    if (ref == null) {
      throw new StepFailure.UserError(
          "ChecksSpanWarehouses",
          "Athena checks datasets and compares them with datasets only: leave engine out to compare"
              + " with a table.");
    }
    try (ObjectStore source = ObjectStore.connect(request.store(ref.store()))) {
      Snapshot snapshot = DatasetReader.read(source, ref, request.run().date());
      return snapshot.files().isEmpty() ? nothing(ref, unknown) : table(snapshot, source);
    }
  }

  private Opened table(Snapshot snapshot, ObjectStore source) throws InterruptedException {
    DatasetColumns columns = DatasetColumns.read(source, snapshot, context);
    String table = tables.register(snapshot, source, columns);
    List<Column> known =
        Stream.concat(columns.ofFiles().stream(), columns.ofFolders().stream())
            .map(
                c ->
                    Column.optional(
                        c.name().toLowerCase(Locale.ROOT), AthenaTypes.ofQueries(c.type())))
            .toList();
    String dataset = snapshot.ref().dataset();
    return new Opened(
        dataset,
        sql.identifier(settings.database()) + "." + sql.identifier(table),
        known,
        unreadable(dataset));
  }

  private Opened nothing(DatasetRef ref, List<Column> columns) {
    String relation =
        columns.stream()
            .map(c -> ", CAST(NULL AS " + c.type() + ") AS " + sql.identifier(c.name()))
            .collect(Collectors.joining("", "(SELECT NULL AS \"_sluice_none\"", " WHERE false)"));
    return new Opened(ref.dataset(), relation, columns, unreadable(ref.dataset()));
  }

  @Override
  public void close() {
    queries.close();
    tables.close();
    results.close();
  }

  private static Trouble unreadable(String dataset) {
    return Trouble.unreadable("Dataset " + dataset + " cannot be read by Athena");
  }
}
