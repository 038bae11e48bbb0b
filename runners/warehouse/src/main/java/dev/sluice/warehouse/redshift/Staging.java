package dev.sluice.warehouse.redshift;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.duckdb.FileRows;
import dev.sluice.warehouse.duckdb.LakeFiles;
import dev.sluice.warehouse.duckdb.LakeSession;
import dev.sluice.warehouse.load.StagedRows;
import dev.sluice.warehouse.postgresql.PostgresqlTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a snapshot into temporary tables. Parquet whose columns COPY reads is copied
 * from where it is; everything else DuckDB rewrites as such Parquet beside the lake.
 */
final class Staging implements AutoCloseable {

  private static final RedshiftSql SQL = RedshiftSql.INSTANCE;

  private final SqlSession session;
  private final ObjectStore store;
  private final LakeFiles files;
  private final CopyFiles copied;
  private final String iamRole;
  private final StepContext context;
  private @Nullable LakeSession lake;

  Staging(
      SqlSession session,
      ObjectStore store,
      LakeFiles files,
      CopyFiles copied,
      String iamRole,
      StepContext context) {
    this.session = session;
    this.store = store;
    this.files = files;
    this.copied = copied;
    this.iamRole = iamRole;
    this.context = context;
  }

  StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException {
    copied.removeLeftovers();
    if (!snapshot.files().isEmpty() && snapshot.format().type() == Format.Type.PARQUET) {
      LakeFiles footers = LakeFiles.footers(context, store, snapshot);
      try (LakeSession described = LakeSession.open(footers, context)) {
        List<Column> all = described.rows(snapshot, List.of()).columns();
        List<Column> own = described.columns(snapshot, snapshot.files().get(0));
        if (areCopied(described, snapshot, own)) {
          return direct(snapshot, own, all);
        }
      }
    }
    return rewritten(snapshot, target);
  }

  /** COPY goes by position, so all files must have the same columns. */
  private static boolean areCopied(LakeSession described, Snapshot snapshot, List<Column> own)
      throws InterruptedException {
    if (!own.stream().allMatch(c -> RedshiftTypes.isCopied(c.type()))) {
      return false;
    }
    for (DataFile file : snapshot.files()) {
      if (!described.columns(snapshot, file).equals(own)) {
        return false;
      }
    }
    return true;
  }

  /** One COPY for all files whose folders stand for the same values. */
  private StagedRows direct(Snapshot snapshot, List<Column> own, List<Column> all)
      throws InterruptedException {
    Map<Map<String, String>, List<DataFile>> groups = new LinkedHashMap<>();
    for (DataFile file : snapshot.files()) {
      groups.computeIfAbsent(snapshot.partitionValues(file), v -> new ArrayList<>()).add(file);
    }
    List<Column> folders = all.stream().filter(c -> Column.find(own, c.name()).isEmpty()).toList();
    RedshiftRows rows = new RedshiftRows(this, snapshot, all);
    Progress progress =
        context.progress("copy " + snapshot.ref().dataset(), "bytes", snapshot.bytes());
    List<String> selects = new ArrayList<>();
    for (Map.Entry<Map<String, String>, List<DataFile>> group : groups.entrySet()) {
      String table = CopySql.table(selects.size());
      copy(rows, table, own, group.getValue().stream().map(copied::entry).toList());
      progress.add(group.getValue().stream().mapToLong(DataFile::bytes).sum());
      List<String> values = new ArrayList<>(values(own));
      folders.forEach(f -> values.add(folder(f, group.getKey())));
      selects.add("SELECT " + String.join(", ", values) + " FROM " + table);
    }
    return rows.readFrom(selects);
  }

  private static List<String> values(List<Column> columns) {
    return columns.stream()
        .map(
            c -> {
              String name = SQL.identifier(SQL.fold(c.name()));
              return RedshiftTypes.value(name, c.type()) + " AS " + name;
            })
        .toList();
  }

  private static String folder(Column column, Map<String, String> values) {
    String value = values.get(column.name());
    return "CAST("
        + (value == null || value.equals(FileRows.HIVE_NULL) ? "NULL" : SQL.literal(value))
        + " AS "
        + RedshiftTypes.of(column.type())
        + ") AS "
        + SQL.identifier(SQL.fold(column.name()));
  }

  private void copy(
      RedshiftRows rows, String table, List<Column> columns, List<CopyFiles.Entry> entries)
      throws InterruptedException {
    session.execute(
        CopySql.createTable(
            table,
            columns.stream()
                .map(c -> Column.optional(SQL.fold(c.name()), RedshiftTypes.staged(c.type())))
                .toList()));
    if (entries.isEmpty()) {
      return;
    }
    String manifest = copied.manifest(entries);
    try {
      session.execute(CopySql.copy(table, manifest, iamRole));
    } catch (SqlFailure e) {
      throw rows.explainCopy(e);
    }
  }

  private StagedRows rewritten(Snapshot snapshot, List<Column> target) throws InterruptedException {
    LakeSession open = lake(snapshot);
    FileRows read =
        open.rows(
            snapshot,
            target.stream()
                .map(c -> Column.optional(c.name(), PostgresqlTypes.toDuckDb(c.type())))
                .toList());
    RedshiftRows rows = new RedshiftRows(this, snapshot, read.columns());
    if (read.columns().isEmpty()) {
      return rows;
    }
    List<CopyFiles.Entry> entries =
        new Rewriting(open, files.folder().resolve("rewritten"), context)
            .files(snapshot, read).stream().map(copied::add).toList();
    String table = CopySql.table(0);
    copy(rows, table, read.columns(), entries);
    return rows.readFrom(
        List.of("SELECT " + String.join(", ", values(read.columns())) + " FROM " + table));
  }

  /** The files themselves, which are fetched when they are asked for. */
  LakeSession lake(Snapshot snapshot) throws InterruptedException {
    if (lake == null) {
      files.add(store, snapshot);
      lake = LakeSession.open(files, context);
    }
    return lake;
  }

  @Override
  public void close() {
    try (copied) {
      if (lake != null) {
        lake.close();
      }
    }
  }
}
