package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.ProbeStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.warehouse.snowflake.TestAccount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A database in Snowflake, with requests that load, check and probe it. */
final class Snowflakes {

  private static final AtomicInteger SCRATCH = new AtomicInteger();

  private final LakeFixture lake;
  private final Path folder;
  final TestAccount account;

  Snowflakes(LakeFixture lake, Path folder) throws Exception {
    this.lake = lake;
    this.folder = folder;
    this.account = new TestAccount(folder);
  }

  private StepRequest request(
      WarehouseConnection.Snowflake connection,
      RunContext run,
      LoadStep load,
      QualityStep quality,
      ProbeStep probe) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        Map.of(Datasets.STORE, lake.connection(Datasets.PREFIX)),
        Map.of("wh", WarehouseConnection.of(connection)),
        null,
        null,
        null,
        quality,
        load,
        null,
        null,
        probe);
  }

  StepResult load(RunContext run, LoadStep step) throws Exception {
    return execute(request(account.connection(), run, step, null, null));
  }

  StepResult check(QualityStep step) throws Exception {
    RunContext run = Warehouses.run("check", "2026-11-21", 1, 1);
    return execute(request(account.connection(), run, null, step, null));
  }

  StepResult probe(WarehouseConnection.Snowflake connection) throws Exception {
    RunContext run = Warehouses.run("probe", "1970-01-01", 1, 1);
    return execute(request(connection, run, null, null, new ProbeStep(null, "wh")));
  }

  /** Failures come back as results, as the harness reports them. */
  private StepResult execute(StepRequest request) throws Exception {
    Path scratch = Files.createDirectories(folder.resolve("sf-" + SCRATCH.incrementAndGet()));
    try {
      return new WarehouseRunner(null).run(request, new StepContext(scratch));
    } catch (StepFailure e) {
      return e.result();
    }
  }
}
