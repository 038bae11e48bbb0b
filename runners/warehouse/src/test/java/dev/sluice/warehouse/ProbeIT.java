package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.ProbeStep;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class ProbeIT {

  @TempDir private Path folder;

  private StepResult probe(LakeFixture lake, Path file) throws Exception {
    return new Warehouses(lake, folder)
        .execute(
            new StepRequest(
                StepRequest.PROTOCOL_VERSION,
                Warehouses.run("wh", "2026-11-21", 1, 1),
                Map.of(),
                Map.of(
                    "wh", WarehouseConnection.of(new WarehouseConnection.DuckDb(file.toString()))),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new ProbeStep(null, "wh")));
  }

  @Test
  void fileThatCanBeWrittenIsReady(LakeFixture lake) throws Exception {
    Path file = folder.resolve("w.duckdb");
    for (int n = 0; n < 2; n++) {
      StepResult result = probe(lake, file);
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.message()).isEqualTo("Warehouse wh is ready: DuckDB v1.5.5, " + file + ".");
    }
  }

  @Test
  void pathThatDoesNotExistIsNamed(LakeFixture lake) throws Exception {
    StepResult result = probe(lake, folder.resolve("nix/w.duckdb"));
    assertThat(result.reason()).isEqualTo("WarehouseNotFound");
    assertThat(result.message()).contains("nix/w.duckdb").contains("volume");
  }

  @Test
  void fileThatIsNoDatabaseIsNamed(LakeFixture lake) throws Exception {
    Path file = Files.writeString(folder.resolve("w.duckdb"), "no database at all");
    StepResult result = probe(lake, file);
    assertThat(result.reason()).isEqualTo("NotADatabase");
    assertThat(result.message()).contains(file.toString());
  }
}
