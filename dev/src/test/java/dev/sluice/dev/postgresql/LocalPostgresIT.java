package dev.sluice.dev.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalPostgresIT {
  @Test
  void serverKeepsRowsKnowsMergeAndLeavesNothing() {
    Path folder;
    try (LocalPostgres postgres = LocalPostgres.start()) {
      folder = postgres.folder();
      postgres.createDatabase("marts");
      postgres.psql("marts", "CREATE TABLE t (id int PRIMARY KEY, v text)");
      for (int n = 0; n < 2; n++) {
        postgres.psql(
            "marts",
            "MERGE INTO t USING (VALUES (1, 'ä')) AS s (id, v) ON t.id = s.id"
                + " WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.v)");
      }
      assertThat(postgres.psql("marts", "SELECT id, v FROM t")).isEqualTo("1|ä");
      assertThatThrownBy(() -> postgres.psql("marts", "SELECT nix"))
          .hasMessageContaining("column \"nix\" does not exist");
    }
    assertThat(folder).doesNotExist();
  }
}
