package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerContract;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class WarehouseContractIT extends RunnerContract {

  @TempDir private Path own;
  private LakeFixture lake;
  private DatasetRef rows;

  @BeforeEach
  void publish(LakeFixture fixture) throws Exception {
    lake = fixture;
    rows = new Datasets(fixture, own).parquet("rows", "SELECT 1 AS id, 'a' AS name");
  }

  @Override
  protected String mainClass() {
    return WarehouseRunner.class.getName();
  }

  @Override
  protected List<String> jvmArguments() {
    return List.of("-Djava.library.path=" + System.getProperty("java.library.path"));
  }

  @Override
  protected StepRequest succeeding(String name, int attempt) {
    return request(name, attempt, rows, List.of(), lake.connection(Datasets.PREFIX));
  }

  @Override
  protected StepRequest wrong(String name) {
    DatasetRef missing =
        new DatasetRef("nix", Datasets.STORE, "data/nix", false, SliceSelection.RUN, null, null);
    return request(name, 1, missing, List.of(), lake.connection(Datasets.PREFIX));
  }

  @Override
  protected StepRequest unanswered(String name) {
    StoreConnection nobody =
        lake.connection(
            lake.bucket(), "", "http://127.0.0.1:1", lake.keys().resolve("secretAccessKey"));
    return request(name, 1, rows, List.of(), nobody);
  }

  @Override
  protected StepRequest lasting(String name) {
    return request(
        name,
        1,
        rows,
        List.of(
            "CREATE TABLE slow AS SELECT count(*) AS n FROM range(1000000) a, range(10000000) b"
                + " WHERE (a.range * b.range) % 7 = 3"),
        lake.connection(Datasets.PREFIX));
  }

  @Override
  protected String lastingMark() {
    return "setup statement 1 of 1";
  }

  @Override
  protected boolean visible(StepRequest request) throws Exception {
    Path file = file(request.run().name());
    if (!Files.exists(file)) {
      return false;
    }
    try (Connection c = new DuckDBDriver().connect("jdbc:duckdb:" + file, new Properties());
        Statement s = c.createStatement();
        var tables =
            s.executeQuery(
                "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('target', 'slow')")) {
      tables.next();
      return tables.getLong(1) > 0;
    }
  }

  @Override
  protected Optional<byte[]> stored(StepRequest request, String file) throws Exception {
    String path = request.report().path() + "/" + file;
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      if (store.list(request.report().path()).stream().noneMatch(o -> o.path().equals(path))) {
        return Optional.empty();
      }
      Path local = own.resolve("stored");
      store.get(path, local);
      return Optional.of(Files.readAllBytes(local));
    }
  }

  @Override
  protected List<String> phasesBeforeCommit() {
    return List.of("fetch", "open", "begin", "stage", "write", "commit");
  }

  @Override
  protected List<String> phasesAfterCommit() {
    return List.of("committed");
  }

  @Override
  protected List<String> secrets() {
    try {
      return List.of(Files.readString(lake.keys().resolve("secretAccessKey")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return own.resolve(name + ".duckdb");
  }

  private StepRequest request(
      String name, int attempt, DatasetRef from, List<String> setup, StoreConnection store) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        new RunContext("default", name, "uid-" + name, "load", "2026-11-21", attempt, attempt),
        Map.of(Datasets.STORE, store),
        Map.of("wh", WarehouseConnection.of(new WarehouseConnection.DuckDb(file(name).toString()))),
        new ReportTarget(Datasets.STORE, "_sluice/default/" + name + "/load/" + attempt),
        null,
        null,
        null,
        new LoadStep(
            "load",
            from,
            "wh",
            "raw.target",
            Mode.REPLACE,
            List.of(),
            "run_date",
            LoadStep.SchemaChange.FAIL,
            setup),
        null,
        null,
        null);
  }
}
