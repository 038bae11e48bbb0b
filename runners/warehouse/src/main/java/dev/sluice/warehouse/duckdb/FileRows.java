package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.load.StagedRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a snapshot as DuckDB reads them from its files: one SELECT, nothing is copied. */
public final class FileRows implements StagedRows {

  private static final Quoting QUOTING = new Quoting() {};

  /** How Hive writes a null in a folder's name. */
  public static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  private final SqlSession session;
  private final LakeFiles files;
  private final Snapshot snapshot;
  private final @Nullable CsvReader csv;
  private String relation = "";
  private List<Column> columns = List.of();

  private FileRows(SqlSession session, LakeFiles files, Snapshot snapshot) {
    this.session = session;
    this.files = files;
    this.snapshot = snapshot;
    Format format = snapshot.format();
    this.csv =
        format.type() == Format.Type.CSV || format.type() == Format.Type.TSV
            ? new CsvReader(session, files, format)
            : null;
  }

  /**
   * @param target columns whose types text is read as, where the format declares none
   */
  static FileRows of(SqlSession session, LakeFiles files, Snapshot snapshot, List<Column> target)
      throws InterruptedException {
    FileRows rows = new FileRows(session, files, snapshot);
    rows.requireNoEmptyText();
    rows.requireKnownTypes();
    try {
      rows.prepare(target);
    } catch (SqlFailure e) {
      throw rows.explain(e, List.of());
    }
    return rows;
  }

  private void prepare(List<Column> target) throws InterruptedException {
    if (snapshot.files().isEmpty()) {
      prepareNothing();
      return;
    }
    Map<Map<String, String>, List<String>> groups = new LinkedHashMap<>();
    Map<String, TreeSet<String>> folderValues = new LinkedHashMap<>();
    for (DataFile file : snapshot.files()) {
      Map<String, String> values = snapshot.partitionValues(file);
      values.forEach(
          (column, value) -> folderValues.computeIfAbsent(column, c -> new TreeSet<>()).add(value));
      groups.computeIfAbsent(values, v -> new ArrayList<>()).add(files.location(snapshot, file));
    }
    Map<String, String> folderTypes = new LinkedHashMap<>();
    folderValues.forEach(
        (column, values) -> {
          values.remove(HIVE_NULL);
          folderTypes.put(column, DuckDbTypes.ofFolders(values));
        });
    Optional<HiveFolders> hive = hiveFolders(groups, folderTypes);
    if (hive.isPresent()) {
      relation = "(" + hive.get().select() + ")";
      columns = describe(relation);
      return;
    }
    List<String> selects = new ArrayList<>();
    for (Map.Entry<Map<String, String>, List<String>> group : groups.entrySet()) {
      for (String reader : readers(group.getValue(), target)) {
        selects.add(select(reader, group.getKey(), folderTypes));
      }
    }
    relation = selects.stream().collect(Collectors.joining("\nUNION ALL BY NAME\n", "(\n", "\n)"));
    columns = describe(relation);
  }

  /** Unless a file has a column of the same name, which wins. */
  private Optional<HiveFolders> hiveFolders(
      Map<Map<String, String>, List<String>> files, Map<String, String> types)
      throws InterruptedException {
    Optional<HiveFolders> hive =
        snapshot.format().type() == Format.Type.PARQUET
            ? HiveFolders.of(files, types)
            : Optional.empty();
    if (hive.isPresent()) {
      List<Column> own = describe(hive.get().files());
      hive =
          hive.filter(h -> types.keySet().stream().noneMatch(c -> Column.find(own, c).isPresent()));
    }
    return hive;
  }

  /** Without a file only declared columns tell what the dataset looks like. */
  private void prepareNothing() throws InterruptedException {
    List<Format.Column> declared = snapshot.format().columns();
    if (declared.isEmpty() || declared.stream().anyMatch(c -> c.type() == null)) {
      return;
    }
    relation =
        declared.stream()
            .map(c -> nullOf(c) + " AS " + QUOTING.identifier(c.name()))
            .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
    columns = describe(relation);
  }

  private static String nullOf(Format.Column column) {
    return "CAST(NULL AS " + DuckDbTypes.declared(column) + ")";
  }

  private List<String> readers(List<String> locations, List<Column> target)
      throws InterruptedException {
    if (csv != null) {
      return csv.relations(locations, target);
    }
    String list =
        locations.stream().map(QUOTING::literal).collect(Collectors.joining(", ", "[", "]"));
    return List.of(
        snapshot.format().type() == Format.Type.JSON
            ? JsonReader.relation(list, snapshot.format())
            : "read_parquet(" + list + ", hive_partitioning = false)");
  }

  /** Adds what only the folders tell; a column of the file with the same name wins. */
  private String select(String reader, Map<String, String> folders, Map<String, String> folderTypes)
      throws InterruptedException {
    List<Column> own = folders.isEmpty() ? List.of() : describe(reader);
    StringBuilder select = new StringBuilder("SELECT *");
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      if (Column.find(own, folder.getKey()).isPresent()) {
        continue;
      }
      select
          .append(", CAST(")
          .append(folder.getValue().equals(HIVE_NULL) ? "NULL" : QUOTING.literal(folder.getValue()))
          .append(" AS ")
          .append(folderTypes.get(folder.getKey()))
          .append(") AS ")
          .append(QUOTING.identifier(folder.getKey()));
    }
    return select.append(" FROM ").append(reader).toString();
  }

  private List<Column> describe(String from) throws InterruptedException {
    return session.query(
        "DESCRIBE SELECT * FROM " + from,
        row -> Column.optional(row.getString(1), row.getString(2)));
  }

  private void requireNoEmptyText() {
    if (csv == null) {
      return;
    }
    for (DataFile file : snapshot.files()) {
      if (file.bytes() == 0) {
        throw new StepFailure.UserError(
            "EmptyFile",
            "File "
                + snapshot.ref().dataset()
                + "/"
                + file.path()
                + " is empty, without even a header: check what produces it.");
      }
    }
  }

  private void requireKnownTypes() throws InterruptedException {
    if (snapshot.format().type() == Format.Type.PARQUET) {
      return;
    }
    for (Format.Column column : snapshot.format().columns()) {
      if (DuckDbTypes.declared(column) == null) {
        continue;
      }
      try {
        session.execute("SELECT " + nullOf(column));
      } catch (SqlFailure e) {
        throw DuckDbTypes.badType(column);
      }
    }
  }

  @Override
  public String relation() {
    return relation;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public void requireAllRead() throws InterruptedException {
    if (csv != null && !snapshot.files().isEmpty()) {
      csv.requireAllRead();
    }
  }

  @Override
  public StepFailure explain(SqlFailure failure, List<Column> target) throws InterruptedException {
    String dataset = snapshot.ref().dataset();
    return switch (failure.kind()) {
      case CONVERSION ->
          badValue(target)
              .orElseGet(
                  () ->
                      failure.asUserError(
                          "BadValue",
                          "A value of dataset " + dataset + " does not fit its column"));
      case CONSTRAINT ->
          failure.asUserError("ConstraintViolated", "The table refuses rows of dataset " + dataset);
      case FILE ->
          files.isRemote()
              ? new StepFailure.Transient(
                  "StoreUnavailable",
                  "A file of dataset " + dataset + " could not be read: " + failure.text(),
                  failure)
              : malformed(failure);
      case INPUT, STATEMENT, OTHER, PERMISSION, LOCKED -> malformed(failure);
    };
  }

  private StepFailure.UserError malformed(SqlFailure failure) {
    return new SqlFailure(failure.kind(), files.inWords(failure.text()), failure)
        .asUserError(
            "MalformedFile",
            "Dataset "
                + snapshot.ref().dataset()
                + " cannot be read as "
                + snapshot.format().type());
  }

  private record Bad(String value, long rows) {}

  /** Looks for the value that the engine could not convert; only after a failure. */
  private Optional<StepFailure> badValue(List<Column> target) throws InterruptedException {
    for (Column column : columns) {
      Optional<Column> to = Column.find(target, column.name());
      if (to.isEmpty() || to.get().type().equals(column.type())) {
        continue;
      }
      Bad bad =
          session
              .query(
                  """
                  SELECT min(CAST(%1$s AS VARCHAR)), count(*)
                  FROM %2$s
                  WHERE %1$s IS NOT NULL AND TRY_CAST(%1$s AS %3$s) IS NULL"""
                      .formatted(QUOTING.identifier(column.name()), relation, to.get().type()),
                  row -> new Bad(String.valueOf(row.getString(1)), row.getLong(2)))
              .get(0);
      if (bad.rows() > 0) {
        return Optional.of(
            new StepFailure.UserError(
                "BadValue",
                "Column "
                    + column.name()
                    + " of dataset "
                    + snapshot.ref().dataset()
                    + " ("
                    + column.type()
                    + ") holds "
                    + bad.rows()
                    + " values that are no "
                    + to.get().type()
                    + ", the type of the table's column, such as \""
                    + bad.value()
                    + "\". Correct the data or the table."));
      }
    }
    return Optional.empty();
  }
}
