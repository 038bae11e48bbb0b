package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.warehouse.load.LoadSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBDriver;

/** The columns of Parquet files, read from their footers alone. */
public final class ParquetColumns {

  private static final Quoting QUOTING = new Quoting() {};
  private static final int FETCHERS = 8;

  private final ObjectStore store;
  private final StepContext context;
  private final String dataset;

  public ParquetColumns(ObjectStore store, StepContext context, String dataset) {
    this.store = store;
    this.context = context;
    this.dataset = dataset;
  }

  /** The columns of all files by name, with DuckDB's types. */
  public List<Column> of(List<DataFile> files) throws InterruptedException {
    Path folder;
    try {
      folder = Files.createTempDirectory(context.scratch(), "footers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Path> footers = fetch(files, folder);
    String list = "[" + LoadSql.list(footers, f -> QUOTING.literal(f.toString())) + "]";
    try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "DESCRIBE SELECT * FROM read_parquet("
                    + list
                    + ", union_by_name = true, hive_partitioning = false)")) {
      List<Column> columns = new ArrayList<>();
      while (rows.next()) {
        columns.add(Column.optional(rows.getString(1), rows.getString(2)));
      }
      return columns;
    } catch (SQLException e) {
      throw new StepFailure.UserError(
          "MalformedFile",
          "Dataset "
              + dataset
              + " cannot be read as PARQUET: its files do not fit together or are"
              + " damaged.",
          e);
    }
  }

  private List<Path> fetch(List<DataFile> files, Path folder) throws InterruptedException {
    ExecutorService fetchers = Executors.newFixedThreadPool(Math.min(FETCHERS, files.size()));
    try {
      List<Future<Path>> all = new ArrayList<>();
      for (DataFile file : files) {
        Path target = folder.resolve(all.size() + ".parquet");
        all.add(
            fetchers.submit(
                () -> {
                  ParquetFooter.fetch(store, file, dataset, target);
                  return target;
                }));
      }
      List<Path> footers = new ArrayList<>();
      for (Future<Path> one : all) {
        footers.add(one.get());
      }
      return footers;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      fetchers.shutdownNow();
    }
  }
}
