package dev.sluice.spark;

import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.quality.QualitySource;
import dev.sluice.quality.QualitySql;
import dev.sluice.quality.RowWriter;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads datasets with Spark, for checks. */
final class SparkQuality implements QualitySource {

  private static final Logger log = LoggerFactory.getLogger(SparkQuality.class);

  private final SparkSession session;
  private final StepContext context;
  private final Map<Subject, Input> inputs;
  private final Map<Input, StructType> schemas = new LinkedHashMap<>();
  private final TaskMetricsListener metrics;
  private final QualitySql sql = new SparkQualitySql();

  private SparkQuality(SparkSession session, StepContext context, Map<Subject, Input> inputs) {
    this.session = session;
    this.context = context;
    this.inputs = inputs;
    this.metrics = new TaskMetricsListener(context.progress("Reading", "rows", 0));
    session.sparkContext().addSparkListener(metrics);
  }

  /** Fetches all datasets of the step while Spark starts. */
  static SparkQuality open(
      StepRequest request, QualityStep step, StepContext context, SessionSource sessions)
      throws InterruptedException, IOException {
    StartingSpark starting = StartingSpark.begin(sessions, context.scratch().resolve("spark"));
    context.phase("fetch");
    Map<Subject, Input> inputs = new LinkedHashMap<>();
    for (Subject subject : step.subjects()) {
      boolean checked = subject.equals(step.on());
      String field = checked ? "spec.from" : "to of the relationships";
      inputs.put(subject, fetch(request, subject, inputs.size(), field, context));
    }
    context.phase("open");
    SparkSession session = starting.session();
    // What looks like a variable in a name or a text of a check is a part of it.
    session.conf().set("spark.sql.variable.substitute", false);
    long bytes = inputs.values().stream().mapToLong(input -> input.snapshot().bytes()).sum();
    LocalSpark.size(session, bytes);
    log.info(
        "Checking {}, {} MiB in all",
        inputs.values().stream().map(Input::name).collect(Collectors.joining(", ")),
        String.format(Locale.ROOT, "%.1f", bytes / (1024.0 * 1024.0)));
    return new SparkQuality(session, context, inputs);
  }

  private static Input fetch(
      StepRequest request, Subject subject, int number, String field, StepContext context)
      throws InterruptedException, IOException {
    DatasetRef ref = subject.dataset();
    if (ref == null) {
      throw new StepFailure.UserError(
          "ChecksSpanWarehouses",
          "Spark checks datasets and compares them with datasets only: leave engine out to compare"
              + " with a table.");
    }
    try (ObjectStore store = ObjectStore.connect(request.store(ref.store()))) {
      Snapshot snapshot = DatasetReader.read(store, ref, request.run().date());
      Path folder = context.scratch().resolve("in").resolve("i" + number);
      Progress progress = context.progress("Fetching " + ref.dataset(), "bytes", snapshot.bytes());
      return new InputFetch(store, snapshot, folder, context).run(ref.dataset(), field, progress);
    }
  }

  @Override
  public QualitySql sql() {
    return sql;
  }

  @Override
  public Opened open(Subject subject, String name, List<Column> unknown)
      throws InterruptedException {
    Input fetched = inputs.get(subject);
    if (fetched == null) {
      throw new IllegalArgumentException("no files of " + subject);
    }
    Input input = fetched.named(name);
    try {
      schemas.put(input, new StructType());
      schemas.put(input, register(input, unknown));
      List<Column> columns =
          Arrays.stream(session.table(sql.identifier(name)).schema().fields())
              .map(field -> Column.optional(field.name(), field.dataType().catalogString()))
              .toList();
      String dataset = input.snapshot().ref().dataset();
      return new Opened(
          dataset,
          sql.identifier(name),
          columns,
          Trouble.unreadable("Dataset " + dataset + " cannot be read by Spark"));
    } catch (Exception e) {
      throw translated(e);
    }
  }

  private StructType register(Input input, List<Column> unknown) throws IOException {
    boolean untold =
        input.files().isEmpty() && !DeclaredColumns.complete(input.snapshot().format());
    if (!untold) {
      return new InputReader(session, input).register();
    }
    List<Format.Column> named =
        unknown.stream().map(column -> new Format.Column(column.name(), column.type())).toList();
    StructType schema = DeclaredColumns.typed(Format.parquet(named), input.name());
    session
        .createDataFrame(List.of(), schema)
        .createOrReplaceTempView(sql.identifier(input.name()));
    return schema;
  }

  @Override
  public TextTable query(String statement) throws InterruptedException {
    try {
      Dataset<Row> rows = session.sql(statement);
      List<String> labels = List.of(rows.columns());
      // Labels may occur twice, numbers do not.
      List<String> numbers = IntStream.range(0, labels.size()).mapToObj(i -> "c" + i).toList();
      org.apache.spark.sql.Column[] texts =
          numbers.stream()
              .map(number -> functions.col(number).cast("string"))
              .toArray(org.apache.spark.sql.Column[]::new);
      List<List<@Nullable String>> values = new ArrayList<>();
      for (Row row : rows.toDF(numbers.toArray(String[]::new)).select(texts).collectAsList()) {
        List<@Nullable String> of = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
          of.add(row.isNullAt(i) ? null : row.getString(i));
        }
        values.add(Collections.unmodifiableList(of));
      }
      return new TextTable(labels, values);
    } catch (Exception e) {
      throw translated(e);
    }
  }

  @Override
  public Optional<RowWriter> writer() {
    return Optional.of(this::write);
  }

  private RowWriter.Written write(String query, String name)
      throws InterruptedException, IOException {
    SliceFiles files = new SliceFiles(context.scratch().resolve("out").resolve(name));
    Dataset<Row> rows;
    try {
      rows = session.sql(query);
      files.write(rows, List.of());
    } catch (Exception e) {
      throw translated(e);
    }
    return files.written(OutputRows.columns(rows), context);
  }

  /** A cancelled Spark fails in many ways; all of them are the cancellation. */
  private RuntimeException translated(Exception e) throws InterruptedException {
    context.checkCancelled();
    if (e instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (e instanceof StepFailure known) {
      return known;
    }
    StepFailure badRecord = BadRecord.of(e, schemas, session);
    if (badRecord != null) {
      return badRecord;
    }
    SqlFailure ofStatement = SparkFailure.ofStatement(e);
    if (ofStatement != null) {
      return ofStatement;
    }
    StepFailure known = new SparkFailure(schemas.keySet(), "spec.checks").translate(e);
    if (known != null) {
      return known;
    }
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new StepFailure.Crash("Spark cannot check the data: " + said, e);
  }

  @Override
  public void close() {
    session.sparkContext().removeSparkListener(metrics);
  }
}
