package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Checks of a table in an emulator of Snowflake. */
@ExtendWith(LakeFixture.Extension.class)
class SnowflakeQualityIT {

  @TempDir private Path folder;
  private Snowflakes snowflake;

  @BeforeEach
  void open(LakeFixture lake) throws Exception {
    snowflake = new Snowflakes(lake, folder);
    snowflake.account.execute(
        "CREATE SCHEMA raw",
        "CREATE TABLE raw.ratings (id NUMBER(38,0), parent NUMBER(38,0), rating FLOAT, status"
            + " VARCHAR, mail VARCHAR, day DATE)",
        "INSERT INTO raw.ratings VALUES (1, 10, 4.5, 'ok', 'a@b.c', '2020-01-01'), (2, 20, 9.0,"
            + " 'ok', 'nope', '2020-01-02'), (2, 30, NULL, 'bad', 'd@e.f', '2020-01-03'), (NULL,"
            + " 99, 0.5, 'ok', NULL, NULL)",
        "CREATE TABLE raw.parents (pid NUMBER(38,0))",
        "INSERT INTO raw.parents VALUES (10), (20), (NULL)");
  }

  private StepResult check(String table, String... checks) throws Exception {
    return snowflake.check(
        Json.MAPPER.readValue(
            """
            {"on": {"table": {"warehouse": "wh", "name": "%s"}}, "checks": [%s]}"""
                .formatted(table, String.join(",", checks)),
            QualityStep.class));
  }

  /** With single quotes, which are easier to read here. */
  private static String named(String name, String check) {
    return "{'name': '%s', 'severity': 'Error', %s}"
        .formatted(name, check)
        .replaceAll("(?<!\\\\)'", "\"")
        .replace("\\'", "'");
  }

  @Test
  void everyKindOfCheckFindsWhatIsWrong() throws Exception {
    StepResult result =
        check(
            "raw.ratings",
            named("nulls", "'notNull': {'columns': ['id', 'rating']}"),
            named("unique", "'unique': {'columns': ['id']}"),
            named("unique-pair", "'unique': {'columns': ['id', 'status']}"),
            named("range", "'range': {'column': 'rating', 'min': '0.5', 'max': '5'}"),
            named("length", "'length': {'column': 'mail', 'max': 4}"),
            named("accepted", "'acceptedValues': {'column': 'status', 'values': ['ok', 'x']}"),
            named("pattern", "'pattern': {'column': 'mail', 'regex': '[a-z]+@[a-z.]+'}"),
            named(
                "parents",
                "'relationships': {'column': 'parent', 'toColumn': 'pid', 'to': {'table':"
                    + " {'warehouse': 'wh', 'name': 'raw.parents'}}}"),
            named("fresh", "'freshness': {'column': 'day', 'maxAgeSeconds': 60}"),
            named("order", "'increasing': {'column': 'rating', 'orderBy': ['parent']}"),
            named("rows", "'figure': {'kind': 'RowCount', 'min': '5'}"),
            named(
                "median",
                "'figure': {'kind': 'Quantile', 'columns': ['rating'], 'quantile': '0.5', 'max':"
                    + " '1'}"),
            named("mean", "'figure': {'kind': 'Mean', 'columns': ['rating'], 'max': '1'}"),
            named("sum", "'figure': {'kind': 'Sum', 'columns': ['parent'], 'max': '158'}"),
            named("sql", "'sql': {'query': 'SELECT * FROM subject WHERE status = \\'bad\\''}"));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.QUALITY_FAILED);
    assertThat(result.results().failed()).as(result.message()).isEqualTo(14);
    assertThat(result.message())
        .contains(
            "nulls",
            "unique",
            "range",
            "length",
            "accepted",
            "pattern",
            "parents",
            "fresh",
            "order",
            "rows",
            "median",
            "mean",
            "sum",
            "sql");
  }

  @Test
  void whatHoldsPasses() throws Exception {
    StepResult result =
        check(
            "raw.ratings",
            named("nulls", "'notNull': {'columns': ['status']}"),
            named("unique", "'unique': {'columns': ['parent']}"),
            named("range", "'range': {'column': 'day', 'min': '2020-01-01', 'max': '2020-01-03'}"),
            named("accepted", "'acceptedValues': {'column': 'status', 'values': ['ok', 'bad']}"),
            named(
                "sum",
                "'figure': {'kind': 'Sum', 'columns': ['parent'], 'min': '159', 'max': '159'}"));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aMissingTableIsNamedWithThoseThatExist() throws Exception {
    StepResult result = check("raw.nope", named("nulls", "'notNull': {'columns': ['id']}"));
    assertThat(result.reason()).isEqualTo("TableNotFound");
    assertThat(result.message()).contains("It has: raw.parents, raw.ratings");
  }

  @Test
  void aMissingColumnIsNamed() throws Exception {
    StepResult result = check("raw.ratings", named("nulls", "'notNull': {'columns': ['nope']}"));
    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(List.of(result.message().split("\\W+"))).contains("nope", "RATING");
  }
}
