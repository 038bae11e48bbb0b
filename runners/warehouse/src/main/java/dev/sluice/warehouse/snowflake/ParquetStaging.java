package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.DataFile;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.warehouse.duckdb.ParquetColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Parquet files as one temporary table. What only their folders tell is joined to it by the name of
 * the file, so that any number of folders takes one COPY.
 */
final class ParquetStaging {

  private static final String ROWS = "ROWS";
  private static final String FOLDERS = "FOLDERS";

  private final Staging staging;

  ParquetStaging(Staging staging) {
    this.staging = staging;
  }

  Staged stage() throws InterruptedException {
    List<Column> own =
        new ParquetColumns(staging.store(), staging.context(), staging.dataset())
            .of(staging.snapshot().files()).stream()
                .map(
                    c ->
                        Column.optional(
                            Staging.SQL.fold(c.name()), SnowflakeTypes.ofFile(c.type())))
                .toList();
    List<Column> columns = new ArrayList<>(own);
    columns.add(Column.optional(CopySql.FILE, SnowflakeTypes.TEXT));
    staging.session().execute(Staging.COPY.createTable(ROWS, columns));
    staging.copy(
        distinct(staging.snapshot().files()),
        staging.progress(),
        files -> Staging.COPY.copyParquet(ROWS, files));
    Folders folders = Folders.of(staging.snapshot(), own);
    List<String> names = own.stream().map(c -> "r." + Staging.SQL.identifier(c.name())).toList();
    List<Column> all = new ArrayList<>(own);
    all.addAll(folders.columns());
    String relation = folders.areConstant() ? constant(folders, names) : joined(folders, names);
    return new Staged(relation, all);
  }

  /** Slices of unchanged raw data share files. */
  private static List<DataFile> distinct(List<DataFile> files) {
    LinkedHashMap<String, DataFile> byKey = new LinkedHashMap<>();
    files.forEach(file -> byKey.put(file.key(), file));
    return List.copyOf(byKey.values());
  }

  private static String constant(Folders folders, List<String> names) {
    List<String> select = new ArrayList<>(names);
    select.addAll(folders.constants(folders.places().get(0).values()));
    return "(SELECT " + String.join(", ", select) + " FROM " + Staging.COPY.table(ROWS) + " AS r)";
  }

  private String joined(Folders folders, List<String> names) throws InterruptedException {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.optional(CopySql.FILE, SnowflakeTypes.TEXT));
    columns.addAll(folders.columns());
    staging.session().execute(Staging.COPY.createTable(FOLDERS, columns));
    List<Folders.Place> places = folders.places();
    for (int start = 0; start < places.size(); start += CopySql.MAX_FILES) {
      staging
          .session()
          .execute(
              Staging.COPY.insertFolders(
                  FOLDERS,
                  places.subList(start, Math.min(places.size(), start + CopySql.MAX_FILES)),
                  staging.store()::key));
    }
    requireKnownFiles();
    List<String> select = new ArrayList<>(names);
    folders.columns().forEach(c -> select.add("f." + Staging.SQL.identifier(c.name())));
    String file = Staging.SQL.identifier(CopySql.FILE);
    return "(SELECT "
        + String.join(", ", select)
        + " FROM "
        + Staging.COPY.table(ROWS)
        + " AS r JOIN "
        + Staging.COPY.table(FOLDERS)
        + " AS f ON r."
        + file
        + " = f."
        + file
        + ")";
  }

  /** A row whose file is called otherwise would silently be lost by the join. */
  private void requireKnownFiles() throws InterruptedException {
    long lost =
        staging
            .session()
            .query(Staging.COPY.countRowsOfUnknownFiles(ROWS, FOLDERS), row -> row.getLong(1))
            .get(0);
    if (lost > 0) {
      throw new StepFailure.Crash(
          "Snowflake names the files of "
              + lost
              + " rows of dataset "
              + staging.dataset()
              + " in a way that is not known here.");
    }
  }
}
