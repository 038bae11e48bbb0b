package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbtProfileTest {

  private static WarehouseConnection duckdb(String file) {
    return WarehouseConnection.of(new WarehouseConnection.DuckDb(file));
  }

  @Test
  void duckDbIsReachedByItsFileInUtc(@TempDir Path folder) throws Exception {
    DbtProfile profile =
        DbtProfile.of(
            ModelSteps.project().step(),
            duckdb(folder + "/a: b.duckdb"),
            "shop",
            Path.of("/scratch"));

    assertThat(profile.yaml())
        .isEqualTo(
            """
            shop:
              target: prod
              outputs:
                prod:
                  path: "%s/a: b.duckdb"
                  schema: marts
                  settings:
                    TimeZone: UTC
                    temp_directory: /scratch/duckdb-spill
                  threads: 2
                  type: duckdb
            """
                .formatted(folder));
  }

  @Test
  void aMissingFolderIsNamedBeforeDbtStarts(@TempDir Path folder) {
    String file = folder.resolve("absent/w.duckdb").toString();

    assertThatThrownBy(
            () -> DbtProfile.of(ModelSteps.project().step(), duckdb(file), "shop", folder))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("Warehouse warehouse: the folder of its database file " + file);
  }
}
