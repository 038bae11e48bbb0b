package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.Manifest;
import dev.sluice.lake.Profile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Queries of a transform over files of the lake: each input is a view, the rows of each output
 * become local Parquet files. Beside these files a query can read and write nothing.
 */
public final class DuckDbQueries implements AutoCloseable {

  private static final Quoting QUOTING = new Quoting() {};

  private final SqlSession session;
  private final StepContext context;
  private final Path folder;
  private final long inputRows;
  private final Map<String, FileRows> inputs = new LinkedHashMap<>();

  private DuckDbQueries(SqlSession session, StepContext context, Path folder, long inputRows) {
    this.session = session;
    this.context = context;
    this.folder = folder;
    this.inputRows = inputRows;
  }

  /**
   * @param snapshots by the names of their views
   * @param files holds the files of the snapshots
   * @param folder for the files of the outputs
   */
  public static DuckDbQueries open(
      Map<String, Snapshot> snapshots, LakeFiles files, Path folder, StepContext context)
      throws InterruptedException, IOException {
    Files.createDirectories(folder);
    SqlSession session = DuckDbSession.open(context);
    try {
      files.admit(session);
      List<String> readable = new ArrayList<>(files.folders());
      readable.add(folder + "/");
      DuckDbSession.confine(session, readable);
      long rows = snapshots.values().stream().mapToLong(s -> Math.max(0, s.rows())).sum();
      DuckDbQueries queries = new DuckDbQueries(session, context, folder, rows);
      for (Map.Entry<String, Snapshot> snapshot : snapshots.entrySet()) {
        queries.view(snapshot.getKey(), snapshot.getValue(), files);
      }
      return queries;
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  private void view(String name, Snapshot snapshot, LakeFiles files) throws InterruptedException {
    FileRows rows = FileRows.of(session, files, snapshot, List.of());
    if (rows.columns().isEmpty()) {
      throw new StepFailure.UserError(
          "EmptyInput",
          "Input "
              + name
              + " has no files, and nothing tells its columns: dataset "
              + snapshot.ref().dataset()
              + " is empty. Correct the step that writes it.");
    }
    session.execute(
        "CREATE TEMPORARY VIEW "
            + QUOTING.identifier(name)
            + " AS SELECT *"
            + typedFolders(snapshot, rows.columns())
            + " FROM "
            + rows.relation());
    inputs.put(name, rows);
  }

  /** Names of folders have no types; the manifest knows those of Sluice's own datasets. */
  private static String typedFolders(Snapshot snapshot, List<Column> columns) {
    Map<String, String> types = new LinkedHashMap<>();
    for (Manifest manifest : snapshot.manifests()) {
      for (Format.Column column : manifest.format().columns()) {
        if (column.type() != null
            && manifest.partitionBy().contains(column.name())
            && Column.find(columns, column.name()).isPresent()) {
          types.put(column.name(), String.valueOf(DuckDbTypes.declared(column)));
        }
      }
    }
    return types.isEmpty()
        ? ""
        : types.entrySet().stream()
            .map(
                t ->
                    "CAST("
                        + QUOTING.identifier(t.getKey())
                        + " AS "
                        + t.getValue()
                        + ") AS "
                        + QUOTING.identifier(t.getKey()))
            .collect(Collectors.joining(", ", " REPLACE (", ")"));
  }

  /** The engine with its version. */
  public String engine() throws InterruptedException {
    return session.query("SELECT 'DuckDB ' || version()", row -> row.getString(1)).get(0);
  }

  /** The columns of an input, as its view has them. */
  public List<Column> columns(String input) {
    FileRows rows = inputs.get(input);
    if (rows == null) {
      throw new IllegalArgumentException(input);
    }
    return rows.columns();
  }

  /** Where the files of an output are. */
  public Path folder(TransformStep.Output output) {
    return folder.resolve(output.key());
  }

  /** What the files of an output hold, of which there is one at least. */
  public Profile profile(TransformStep.Output output) throws InterruptedException {
    return DuckDbProfile.of(folder(output).resolve("**/*.parquet"), session);
  }

  /**
   * Runs the query of an output.
   *
   * @param date of the run, which is the date of the slice
   * @return what readers are told about the files
   */
  public Format write(TransformStep.Output output, String date)
      throws InterruptedException, IOException {
    String sql = query(output);
    List<Column> columns = columns(output, sql);
    DatasetTarget target = output.target();
    List<String> partitions =
        target.partitionBy().stream().filter(c -> !c.equals(DatasetTarget.RUN_DATE)).toList();
    requireColumns(output, partitions, columns);
    boolean dated = target.sliced() && Column.find(columns, DatasetTarget.RUN_DATE).isPresent();
    List<Format.Column> stored = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (Column column : columns) {
      if (dated && column.name().equalsIgnoreCase(DatasetTarget.RUN_DATE)) {
        continue;
      }
      StoredType type = StoredType.of(column, output.sqlField());
      String name = QUOTING.identifier(column.name());
      items.add(
          type.duckdb().equals(column.type())
              ? name
              : "CAST(" + name + " AS " + type.duckdb() + ") AS " + name);
      stored.add(new Format.Column(column.name(), type.spark()));
    }
    String select =
        "SELECT "
            + String.join(", ", items)
            + " FROM ("
            + sql
            + "\n)"
            + (dated ? " WHERE " + ofDate(date) : "");
    copy(output, select, partitions);
    for (FileRows rows : inputs.values()) {
      rows.requireAllRead();
    }
    return Format.parquet(stored);
  }

  private void copy(TransformStep.Output output, String select, List<String> partitions)
      throws InterruptedException, IOException {
    Path target = folder(output);
    Files.createDirectories(target);
    String to =
        partitions.isEmpty()
            ? QUOTING.literal(target.resolve("part.parquet").toString())
            : QUOTING.literal(target.toString());
    String by =
        partitions.isEmpty()
            ? ""
            : ", OVERWRITE_OR_IGNORE, PARTITION_BY ("
                + partitions.stream().map(QUOTING::identifier).collect(Collectors.joining(", "))
                + ")";
    try {
      session.update(
          "COPY (" + select + ") TO " + to + " (FORMAT parquet, COMPRESSION zstd" + by + ")",
          context.progress("Reading", "rows", inputRows),
          inputRows);
    } catch (SqlFailure e) {
      throw failed(output, e);
    }
  }

  private StepFailure failed(TransformStep.Output output, SqlFailure e)
      throws InterruptedException {
    // A row that was put aside is the reason for whatever came of it.
    for (FileRows rows : inputs.values()) {
      rows.requireAllRead();
    }
    if (e.kind() == SqlFailure.Kind.FILE) {
      return inputs.values().iterator().next().explain(e, List.of());
    }
    return e.asUserError("QueryFailed", output.sqlField());
  }

  private static String query(TransformStep.Output output) {
    String sql = output.sql() == null ? "" : output.sql().strip();
    while (sql.endsWith(";")) {
      sql = sql.substring(0, sql.length() - 1).strip();
    }
    if (sql.isEmpty()) {
      throw new StepFailure.UserError(
          "SqlInvalid", output.sqlField() + " is empty. Write one SELECT there.");
    }
    return sql;
  }

  private List<Column> columns(TransformStep.Output output, String sql)
      throws InterruptedException {
    List<Column> columns;
    try {
      columns =
          session.query(
              "DESCRIBE SELECT * FROM (" + sql + "\n)",
              row -> Column.optional(row.getString(1), row.getString(2)));
    } catch (SqlFailure e) {
      throw e.asUserError("SqlInvalid", output.sqlField());
    }
    return columns;
  }

  private static void requireColumns(
      TransformStep.Output output, List<String> partitions, List<Column> columns) {
    for (String partition : partitions) {
      if (Column.find(columns, partition).isEmpty()) {
        throw new StepFailure.UserError(
            "ColumnNotFound",
            output.field()
                + ".partitionBy names "
                + partition
                + ", but the query returns ["
                + Column.names(columns)
                + "]. Return the column, or do not partition by it.");
      }
    }
  }

  private static String ofDate(String date) {
    String message =
        "the query returns a row whose run_date is not "
            + date
            + ", the date of the run, whose slice is all that the run may write. Filter such rows"
            + " out, or leave run_date out of the SELECT";
    return "CASE WHEN CAST("
        + DatasetTarget.RUN_DATE
        + " AS VARCHAR) IS NOT DISTINCT FROM "
        + QUOTING.literal(date)
        + " THEN true ELSE CAST(error("
        + QUOTING.literal(message)
        + ") AS BOOLEAN) END";
  }

  /** The number of rows in each of these files. */
  public Map<Path, Long> rows(List<Path> files) throws InterruptedException {
    Map<Path, Long> rows = new LinkedHashMap<>();
    if (files.isEmpty()) {
      return rows;
    }
    String list =
        files.stream()
            .map(file -> QUOTING.literal(file.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    session.query(
        "SELECT file_name, num_rows FROM parquet_file_metadata(" + list + ")",
        row -> rows.put(Path.of(row.getString(1)), row.getLong(2)));
    return rows;
  }

  @Override
  public void close() {
    session.close();
  }
}
