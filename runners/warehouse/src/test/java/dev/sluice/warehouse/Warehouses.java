package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.ProbeStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.duckdb.DuckDBDriver;

/**
 * Requests that load and check a warehouse; unless another is given, a DuckDB file to look into.
 */
final class Warehouses {

  private static final AtomicInteger SCRATCH = new AtomicInteger();

  private final StoreConnection store;
  private final Path folder;
  private final WarehouseConnection connection;
  final Path file;

  Warehouses(LakeFixture lake, Path folder) {
    this(
        lake,
        folder,
        WarehouseConnection.of(
            new WarehouseConnection.DuckDb(folder.resolve("warehouse.duckdb").toString())));
  }

  Warehouses(LakeFixture lake, Path folder, WarehouseConnection connection) {
    this(lake.connection(Datasets.PREFIX), folder, connection);
  }

  Warehouses(StoreConnection store, Path folder, WarehouseConnection connection) {
    this.store = store;
    this.folder = folder;
    this.connection = connection;
    this.file = folder.resolve("warehouse.duckdb");
  }

  static RunContext run(String name, String date, int attempt, long token) {
    return new RunContext("default", name, "uid-" + name, "load", date, attempt, token);
  }

  static LoadStep step(DatasetRef from, LoadStep.Mode mode, String... keys) {
    return new LoadStep(
        "load",
        from,
        "wh",
        "raw.target",
        mode,
        List.of(keys),
        "run_date",
        LoadStep.SchemaChange.FAIL,
        List.of());
  }

  static LoadStep withSetup(LoadStep step, String... statements) {
    return new LoadStep(
        step.step(),
        step.from(),
        step.warehouse(),
        step.table(),
        step.mode(),
        step.keys(),
        step.sliceColumn(),
        step.onSchemaChange(),
        List.of(statements));
  }

  static LoadStep addingColumns(LoadStep step) {
    return new LoadStep(
        step.step(),
        step.from(),
        step.warehouse(),
        step.table(),
        step.mode(),
        step.keys(),
        step.sliceColumn(),
        LoadStep.SchemaChange.ADD_COLUMNS,
        step.setupSql());
  }

  StepRequest request(RunContext run, LoadStep load, QualityStep quality) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        Map.of(Datasets.STORE, store),
        Map.of("wh", connection),
        null,
        null,
        null,
        quality,
        load,
        null,
        null,
        null);
  }

  StepResult load(RunContext run, LoadStep step) throws Exception {
    return execute(request(run, step, null));
  }

  StepResult check(QualityStep step) throws Exception {
    return execute(request(run("check", "2026-11-21", 1, 1), null, step));
  }

  /** Checks for a run of another date. */
  StepResult check(String run, String date, QualityStep step) throws Exception {
    return execute(request(run(run, date, 1, 1), null, step));
  }

  StepResult probe() throws Exception {
    return execute(
        new StepRequest(
            StepRequest.PROTOCOL_VERSION,
            run("wh", "2026-11-21", 1, 1),
            Map.of(),
            Map.of("wh", connection),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new ProbeStep(null, "wh")));
  }

  /** Failures come back as results, as the harness reports them. */
  StepResult execute(StepRequest request) throws Exception {
    Path scratch = Files.createDirectories(folder.resolve("attempt-" + SCRATCH.incrementAndGet()));
    try {
      return new WarehouseRunner(System.getenv(WarehouseRunner.HTTPFS))
          .run(request, new StepContext(scratch));
    } catch (StepFailure e) {
      return e.result();
    }
  }

  Lineage lastLineage() throws Exception {
    return Json.MAPPER.readValue(lastReport().resolveSibling(Lineage.FILE).toFile(), Lineage.class);
  }

  Path lastReport() {
    return folder.resolve("attempt-" + SCRATCH.get()).resolve("report.json");
  }

  /** Runs statements in the file, as anybody else would. */
  void execute(String... statements) throws Exception {
    try (Connection c = open();
        Statement s = c.createStatement()) {
      for (String statement : statements) {
        s.execute(statement);
      }
    }
  }

  /** Rows of a query, values joined with {@code |}. */
  List<String> rows(String query) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection c = open();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(query)) {
      while (r.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(r.getString(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  private Connection open() throws Exception {
    return new DuckDBDriver().connect("jdbc:duckdb:" + file, new Properties());
  }
}
