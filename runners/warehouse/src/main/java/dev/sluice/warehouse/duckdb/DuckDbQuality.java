package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.ParquetFolder;
import dev.sluice.lake.Profile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualitySource;
import dev.sluice.quality.QualitySql;
import dev.sluice.quality.RowWriter;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads subjects with DuckDB: files of the lake in memory, database files read-only. */
public final class DuckDbQuality implements QualitySource {

  private static final Quoting QUOTING = new Quoting() {};

  private final SqlSession session;
  private final LakeFiles files;
  private final Map<QualityStep.Subject, Snapshot> snapshots;
  private final Map<String, String> databases;
  private final QualitySql sql = new DuckDbQualitySql();

  private DuckDbQuality(
      SqlSession session,
      LakeFiles files,
      Map<QualityStep.Subject, Snapshot> snapshots,
      Map<String, String> databases) {
    this.session = session;
    this.files = files;
    this.snapshots = snapshots;
    this.databases = databases;
  }

  /**
   * @param warehouses those that subjects are in, by name
   * @param current the one that queries of the user read when they name a table; absent: none
   * @param files holds the files of the snapshots
   * @param snapshots of the subjects that are datasets
   */
  public static DuckDbQuality open(
      Map<String, WarehouseConnection.DuckDb> warehouses,
      Optional<String> current,
      LakeFiles files,
      Map<QualityStep.Subject, Snapshot> snapshots,
      StepContext context)
      throws InterruptedException {
    SqlSession session = DuckDbSession.open(context);
    try {
      Map<String, String> databases = new HashMap<>();
      for (Map.Entry<String, WarehouseConnection.DuckDb> warehouse : warehouses.entrySet()) {
        databases.put(
            warehouse.getKey(), DuckDbSession.attach(session, warehouse.getValue(), true));
      }
      if (current.isPresent()) {
        DuckDbSession.use(session, String.valueOf(databases.get(current.get())));
      }
      files.admit(session);
      DuckDbSession.confine(session, files.folders());
      return new DuckDbQuality(session, files, snapshots, databases);
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public QualitySql sql() {
    return sql;
  }

  @Override
  public TextTable query(String statement) throws InterruptedException {
    return TextTable.read(session, statement);
  }

  @Override
  public Optional<RowWriter> writer() {
    return Optional.of(this::write);
  }

  /** Into the folder that a confined session may use, in an order that makes digests repeatable. */
  private RowWriter.Written write(String rows, String name)
      throws InterruptedException, IOException {
    Path folder = Files.createDirectories(files.folder().resolve(name));
    Path file = folder.resolve("rows.parquet");
    session.execute("SET preserve_insertion_order = true");
    session.update(
        "COPY (\n" + rows + "\n) TO " + QUOTING.literal(file.toString()) + " (FORMAT parquet)");
    Profile profile = DuckDbProfile.of(file, session);
    return new RowWriter.Written(new ParquetFolder(folder), one -> profile.rows(), profile);
  }

  @Override
  public Opened open(QualityStep.Subject subject, String name, List<Column> unknown)
      throws InterruptedException {
    QualityStep.Table table = subject.table();
    return table == null ? dataset(subject, name, unknown) : table(table, name);
  }

  private Opened dataset(QualityStep.Subject subject, String name, List<Column> unknown)
      throws InterruptedException {
    Snapshot snapshot = snapshots.get(subject);
    if (snapshot == null) {
      throw new IllegalArgumentException("no snapshot of " + subject);
    }
    FileRows rows = FileRows.of(session, files, snapshot, List.of());
    String title = snapshot.ref().dataset();
    boolean known = !rows.columns().isEmpty();
    view(name, known ? "SELECT * FROM " + rows.relation() : nothing(unknown));
    return new Opened(
        title, QUOTING.identifier(name), known ? rows.columns() : unknown, new OfFiles(rows));
  }

  private static String nothing(List<Column> columns) {
    return "SELECT NULL AS _sluice_none"
        + columns.stream()
            .map(c -> ", CAST(NULL AS " + c.type() + ") AS " + QUOTING.identifier(c.name()))
            .collect(Collectors.joining())
        + " WHERE false";
  }

  private Opened table(QualityStep.Table table, String name) throws InterruptedException {
    TableName tableName = TableName.parse(table.name());
    String from =
        QUOTING.identifier(String.valueOf(databases.get(table.warehouse())))
            + "."
            + QUOTING.table(tableName);
    List<Column> columns;
    try {
      columns =
          session.query(
              "DESCRIBE SELECT * FROM " + from,
              row -> Column.optional(row.getString(1), row.getString(2)));
    } catch (SqlFailure e) {
      throw e.kind() == SqlFailure.Kind.STATEMENT
          ? new StepFailure.UserError(
              "TableNotFound",
              "Warehouse "
                  + table.warehouse()
                  + " has no table "
                  + tableName
                  + ": load it first, or correct the name. It has: "
                  + existing(table.warehouse())
                  + ".",
              e)
          : e.asUserError("TableNotReadable", "Table " + tableName + " cannot be read");
    }
    view(name, "SELECT * FROM " + from);
    return new Opened(
        tableName.toString(),
        QUOTING.identifier(name),
        columns,
        Trouble.unreadable("Table " + tableName + " cannot be read"));
  }

  private String existing(String warehouse) throws InterruptedException {
    List<String> tables =
        session.query(
            """
            SELECT table_schema || '.' || table_name FROM information_schema.tables
            WHERE table_catalog = %s AND table_schema <> '_sluice' ORDER BY 1 LIMIT 20\
            """
                .formatted(QUOTING.literal(String.valueOf(databases.get(warehouse)))),
            row -> row.getString(1));
    return tables.isEmpty() ? "no tables" : String.join(", ", tables);
  }

  private void view(String name, String query) throws InterruptedException {
    session.execute("CREATE TEMPORARY VIEW " + QUOTING.identifier(name) + " AS " + query);
  }

  @Override
  public void close() {
    session.close();
  }

  private record OfFiles(FileRows rows) implements Trouble {
    @Override
    public void requireAllRead() throws InterruptedException {
      rows.requireAllRead();
    }

    @Override
    public StepFailure explain(SqlFailure failure) throws InterruptedException {
      return rows.explain(failure, List.of());
    }
  }
}
