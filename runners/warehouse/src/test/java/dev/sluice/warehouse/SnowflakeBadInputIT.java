package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static dev.sluice.warehouse.Warehouses.step;
import static dev.sluice.warehouse.Warehouses.withSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class SnowflakeBadInputIT {

  private static final String DAY = "2026-11-21";

  @TempDir private Path folder;
  private Datasets datasets;
  private Snowflakes snowflake;

  @BeforeEach
  void open(LakeFixture lake) throws Exception {
    datasets = new Datasets(lake, folder);
    snowflake = new Snowflakes(lake, folder);
  }

  private StepResult refused(DatasetRef dataset, String reason, String... setup) throws Exception {
    StepResult result =
        snowflake.load(run("r1", DAY, 1, 1), withSetup(step(dataset, Mode.REPLACE), setup));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    return result;
  }

  @Test
  void aBadValueOfATextFileIsNamedWithFileLineAndColumn() throws Exception {
    DatasetRef csv =
        datasets.publish(
            "values",
            "",
            Datasets.csvFormat(new Format.Column("id", "bigint")),
            List.of(),
            Map.of("a.csv", "id,name\n1,a\nabc,b\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(refused(csv, "BadValue").message())
        .contains("File values/a.csv, line 3, column ID: Numeric value 'abc' is not recognized");
  }

  @Test
  void aLineWithTooManyFieldsIsNamed() throws Exception {
    DatasetRef csv = datasets.csv("fields", "id,name\n1,a\n2,b,c\n");
    assertThat(refused(csv, "MalformedFile").message())
        .contains("File fields/fields.csv, line 3", "Number of columns in file (3)");
  }

  @Test
  void aValueThatTheTableDoesNotTakeIsShown() throws Exception {
    DatasetRef parquet = datasets.parquet("casts", "SELECT * FROM (VALUES ('1'), ('x1')) t(id)");
    assertThat(
            refused(
                    parquet,
                    "BadValue",
                    "CREATE SCHEMA IF NOT EXISTS raw",
                    "CREATE TABLE IF NOT EXISTS raw.target (id NUMBER(10,0))")
                .message())
        .contains("Column ID of dataset casts (VARCHAR) holds 1 values that are no NUMBER(10,0)")
        .contains("\"x1\"");
  }

  @Test
  void aNullForARequiredColumnIsNamed() throws Exception {
    DatasetRef parquet = datasets.parquet("nulls", "SELECT NULL::INTEGER AS id, 'a' AS name");
    assertThat(
            refused(
                    parquet,
                    "ConstraintViolated",
                    "CREATE SCHEMA IF NOT EXISTS raw",
                    "CREATE TABLE IF NOT EXISTS raw.target (id NUMBER(10,0) NOT NULL, name VARCHAR)")
                .message())
        .contains("1 rows of dataset nulls have no value for column ID");
  }

  @Test
  void columnsThatTheTableLacksAreNamed() throws Exception {
    DatasetRef parquet = datasets.parquet("columns", "SELECT 1 AS id, 2 AS extra");
    assertThat(
            refused(
                    parquet,
                    "SchemaMismatch",
                    "CREATE SCHEMA IF NOT EXISTS raw",
                    "CREATE TABLE IF NOT EXISTS raw.target (id NUMBER(10,0))")
                .message())
        .contains("EXTRA");
  }

  @Test
  void aFileThatIsNoParquetIsNamed() throws Exception {
    DatasetRef broken =
        datasets.publish(
            "broken",
            "",
            Format.parquet(),
            List.of(),
            Map.of("a.parquet", "not a parquet file".getBytes(StandardCharsets.UTF_8)));
    assertThat(refused(broken, "MalformedFile").message()).contains("broken");
  }

  @Test
  void malformedJsonIsNamedWithItsFile() throws Exception {
    DatasetRef broken =
        datasets.publish(
            "json",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of("a.json", "{\"id\": 1}\n{\"id\": \n".getBytes(StandardCharsets.UTF_8)));
    assertThat(refused(broken, "MalformedFile").message()).contains("File json/a.json");
  }

  @Test
  void aRowThatIsNoJsonObjectIsNamed() throws Exception {
    DatasetRef array =
        datasets.publish(
            "array",
            "",
            Datasets.jsonFormat(),
            List.of(),
            Map.of("a.json", "{\"id\": 1}\n[1, 2]\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(refused(array, "MalformedFile").message())
        .contains("File array/a.json, row 2 is no JSON object");
  }

  @Test
  void anEmptyTextFileIsNamed() throws Exception {
    assertThat(refused(datasets.csv("empty", ""), "EmptyFile").message())
        .contains("File empty/empty.csv is empty");
  }
}
