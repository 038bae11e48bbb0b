package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The files of sql/snowflake, as far as the emulator knows what they say. */
@ExtendWith(LakeFixture.Extension.class)
class SnowflakeSetupIT {

  private static final Path SCRIPTS = Path.of("..", "..", "sql", "snowflake");

  /** Its blocks are in Snowflake's own language, which the emulator has no equal for. */
  private static final String CHECK = "09_check_bi_reader.sql";

  private static List<String> statements() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(SCRIPTS)) {
      files = all.filter(f -> !f.endsWith(CHECK)).sorted().toList();
    }
    List<String> statements = new ArrayList<>();
    for (Path file : files) {
      String text =
          String.join(
              "\n",
              Files.readAllLines(file).stream().filter(line -> !line.startsWith("--")).toList());
      for (String statement : text.split(";")) {
        if (!statement.isBlank()) {
          statements.add(statement.strip());
        }
      }
    }
    return statements;
  }

  @Test
  void everyStatementRunsTwiceAndMakesTheSchemas(LakeFixture lake, @TempDir Path folder)
      throws Exception {
    Snowflakes snowflake = new Snowflakes(lake, folder);
    String[] all = statements().toArray(new String[0]);
    snowflake.account.execute(all);
    snowflake.account.execute(all);
    assertThat(
            snowflake.account.rows(
                "SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA WHERE CATALOG_NAME ="
                    + " 'ANALYTICS' AND SCHEMA_NAME IN ('RAW', 'STAGING', 'MARTS', '_SLUICE') ORDER"
                    + " BY 1"))
        .containsExactly("MARTS", "RAW", "STAGING", "_SLUICE");
  }

  /** As the one role that the emulator has, which sees all. */
  @Test
  void queriesOfTheCheckFindWhatDashboardsMustNotSee(LakeFixture lake, @TempDir Path folder)
      throws Exception {
    Snowflakes snowflake = new Snowflakes(lake, folder);
    snowflake.account.execute(statements().toArray(new String[0]));
    WarehouseConnection.Snowflake own = snowflake.account.connection();
    WarehouseConnection.Snowflake analytics =
        new WarehouseConnection.Snowflake(
            own.account(),
            own.user(),
            own.role(),
            own.warehouse(),
            "ANALYTICS",
            own.signIn(),
            own.storageIntegration(),
            own.endpoint());
    StepResult loaded =
        new Warehouses(lake, folder, WarehouseConnection.of(analytics))
            .load(
                Warehouses.run("r", "2026-11-21", 1, 1),
                Warehouses.step(
                    new Datasets(lake, folder).parquet("rows", "SELECT 1 AS id"),
                    LoadStep.Mode.REPLACE));
    assertThat(loaded.outcome()).as(loaded.message()).isEqualTo(Outcome.SUCCEEDED);

    List<String> queries =
        Pattern.compile("INTO :found (FROM ANALYTICS[^;]+);")
            .matcher(Files.readString(SCRIPTS.resolve(CHECK)))
            .results()
            .map(found -> "SELECT COUNT(*) " + found.group(1))
            .toList();
    assertThat(queries).hasSize(2);
    assertThat(snowflake.account.rows(queries.get(0)))
        .as("RAW.TARGET, the ledger and a lock")
        .containsExactly("3");
    assertThat(snowflake.account.rows(queries.get(1)))
        .as("rows of the ledger")
        .containsExactly("1");
  }

  @Test
  void dashboardsAreGrantedMartsAndNothingElse() throws Exception {
    assertThat(statements().stream().filter(s -> s.endsWith("TO ROLE BI_READER")).sorted())
        .containsExactly(
            "GRANT SELECT ON ALL TABLES IN SCHEMA ANALYTICS.MARTS TO ROLE BI_READER",
            "GRANT SELECT ON ALL VIEWS IN SCHEMA ANALYTICS.MARTS TO ROLE BI_READER",
            "GRANT SELECT ON FUTURE TABLES IN SCHEMA ANALYTICS.MARTS TO ROLE BI_READER",
            "GRANT SELECT ON FUTURE VIEWS IN SCHEMA ANALYTICS.MARTS TO ROLE BI_READER",
            "GRANT USAGE ON DATABASE ANALYTICS TO ROLE BI_READER",
            "GRANT USAGE ON SCHEMA ANALYTICS.MARTS TO ROLE BI_READER",
            "GRANT USAGE ON WAREHOUSE READING TO ROLE BI_READER");
  }
}
