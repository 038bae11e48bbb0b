package dev.sluice.dbt;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerContract;
import dev.sluice.protocol.StepRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The dbt runner keeps to the contract of all runners. */
class DbtContractIT extends RunnerContract {

  @TempDir private static Path databases;
  private static LakeFixture lake;
  private static Connection holder;

  @BeforeAll
  static void start() throws Exception {
    lake = LakeFixture.create();
    holder = RealDbt.open(databases.resolve("unanswered.duckdb"));
  }

  @AfterAll
  static void stop() throws Exception {
    holder.close();
  }

  @Override
  protected String mainClass() {
    return DbtRunner.class.getName();
  }

  @Override
  protected Map<String, String> environment() {
    return Map.of(DbtRunner.PROGRAM, RealDbt.environment().get(DbtRunner.PROGRAM));
  }

  @Override
  protected StepRequest succeeding(String name, int attempt) {
    return request(name, attempt, "select 1 as id");
  }

  @Override
  protected StepRequest wrong(String name) {
    return request(name, 1, "select nope from nowhere");
  }

  @Override
  protected StepRequest unanswered(String name) {
    return request(name, 1, "select 1 as id");
  }

  @Override
  protected StepRequest lasting(String name) {
    return request(name, 1, "select sum(hash(range)) as id from range(2000000000000)");
  }

  @Override
  protected String lastingMark() {
    return "1 of 2 OK model quick";
  }

  @Override
  protected boolean visible(StepRequest request) throws Exception {
    Path database = Path.of(request.warehouse("warehouse").duckdb().file());
    return Files.exists(database)
        && !RealDbt.query(
                database,
                "select 1 from information_schema.tables"
                    + " where table_schema = 'marts' and table_name = 'slow'")
            .isEmpty();
  }

  @Override
  protected Optional<byte[]> stored(StepRequest request, String file) throws IOException {
    String path = request.report().path();
    try (ObjectStore store = lake.open("lake/")) {
      if (store.list(path).stream().noneMatch(o -> o.path().equals(path + "/" + file))) {
        return Optional.empty();
      }
      Path copy = Files.createTempFile(databases, "report", "");
      store.get(path + "/" + file, copy);
      return Optional.of(Files.readAllBytes(copy));
    }
  }

  @Override
  protected List<String> phasesBeforeCommit() {
    return List.of("prepare", "dbt-build");
  }

  @Override
  protected List<String> phasesAfterCommit() {
    return List.of("collect");
  }

  @Override
  protected List<String> secrets() {
    try {
      return List.of(Files.readString(lake.keys().resolve("secretAccessKey")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StepRequest request(String name, int attempt, String slow) {
    RunContext run =
        new RunContext("default", name, "uid-" + name, "marts", "2026-11-21", attempt, attempt);
    return ModelSteps.project()
        .withModel("quick", "select 1 as id")
        .withModel(
            "slow", "{{ config(materialized='table') }} -- depends_on: {{ ref('quick') }}\n" + slow)
        .on(
            databases.resolve(name + ".duckdb"),
            run,
            Map.of("lake", lake.connection("lake/")),
            new ReportTarget("lake", "_sluice/default/" + name + "/marts/" + attempt));
  }
}
