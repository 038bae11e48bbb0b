package dev.sluice.warehouse.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.quality.Condition;
import dev.sluice.quality.Metric;
import dev.sluice.quality.Order;
import dev.sluice.sql.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuckDbQualitySqlTest {

  private static final Column RATING = Column.optional("rating", "DOUBLE");
  private static final Column STATUS = Column.optional("status", "VARCHAR");

  private final DuckDbQualitySql sql = new DuckDbQualitySql();

  @Test
  void allMetricsAreOneStatement() {
    assertThat(
            sql.measure(
                "\"rows\"",
                List.of(
                    new Metric.Rows(null),
                    new Metric.Rows("a > 0"),
                    new Metric.Matching(new Condition.IsNull(List.of("a", "b\"c")), null),
                    new Metric.Distinct(List.of("a"), null),
                    new Metric.Distinct(List.of("a", "b"), null),
                    new Metric.Matching(new Condition.Outside(RATING, "0.5", "5"), "a > 0"),
                    new Metric.Matching(new Condition.NotAmong(STATUS, List.of("ok", "o'k")), null),
                    new Metric.Matching(new Condition.NotMatching("mail", ".+'@"), null),
                    new Metric.Matching(new Condition.WrongLength("mail", 1, 9), null),
                    new Metric.Mean("rating", null),
                    new Metric.Sum(Column.optional("rating", "DOUBLE"), "a > 0"),
                    new Metric.Quantile("rating", "0.9", null),
                    new Metric.Newest("at", "a > 0"))))
        .isEqualTo(
            """
            SELECT
              count(*),
              count(CASE WHEN (
            a > 0
            ) THEN 1 END),
              count(CASE WHEN ("a" IS NULL OR "b""c" IS NULL) THEN 1 END),
              count(DISTINCT "a"),
              count(DISTINCT CASE WHEN ("a" IS NOT NULL AND "b" IS NOT NULL) THEN row("a", "b") END),
              count(CASE WHEN (
            a > 0
            ) AND ("rating" < 0.5 OR "rating" > 5 OR isnan("rating")) THEN 1 END),
              count(CASE WHEN ("status" NOT IN (CAST('ok' AS VARCHAR), CAST('o''k' AS VARCHAR))) THEN 1 END),
              count(CASE WHEN (NOT regexp_full_match(CAST("mail" AS VARCHAR), '.+''@')) THEN 1 END),
              count(CASE WHEN (length(CAST("mail" AS VARCHAR)) < 1 OR length(CAST("mail" AS VARCHAR)) > 9) THEN 1 END),
              avg(CAST("rating" AS DOUBLE)),
              sum(CASE WHEN (
            a > 0
            ) THEN "rating" END),
              approx_quantile(CAST("rating" AS DOUBLE), 0.9),
              epoch_us(CAST(max(CASE WHEN (
            a > 0
            ) THEN "at" END) AS TIMESTAMP WITH TIME ZONE))
            FROM "rows" AS subject\
            """);
  }

  @Test
  void missingValuesAreCountedByAStatementOfTheirOwn() {
    assertThat(sql.count("\"r\"", new Condition.Missing("parent", "\"parents\"", "id"), "a > 0"))
        .isEqualTo(
            """
            SELECT count(*)
            FROM "r" AS subject
            WHERE (
            a > 0
            ) AND (subject."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "parents" AS _sluice_target WHERE _sluice_target."id" = subject."parent"))\
            """);
  }

  @Test
  void samplesOfBadRowsShowOtherColumns() {
    assertThat(
            sql.sample("\"r\"", new Condition.IsNull(List.of("a")), "b = 1", List.of("a", "b"), 5))
        .isEqualTo(
            """
            SELECT "a", "b"
            FROM "r" AS subject
            WHERE (
            b = 1
            ) AND ("a" IS NULL)
            LIMIT 5\
            """);
  }

  @Test
  void samplesOfRepeatedRowsCountThem() {
    assertThat(sql.sampleRepeated("\"r\"", List.of("a"), null, 5))
        .isEqualTo(
            """
            SELECT "a", count(*) AS "rows"
            FROM "r" AS subject
            WHERE ("a" IS NOT NULL)
            GROUP BY "a"
            HAVING count(*) > 1
            ORDER BY count(*) DESC, "a"
            LIMIT 5\
            """);
  }

  @Test
  void rowsOutOfOrderAreFoundByTheRowBefore() {
    assertThat(
            sql.outOfOrder("\"r\"", new Order("v", List.of("at"), List.of("user"), true), "a > 0"))
        .isEqualTo(
            """
            SELECT * FROM (
              SELECT "user", "at", "v", lag("v") OVER (PARTITION BY "user" ORDER BY "at") AS "_previous"
              FROM "r" AS subject
              WHERE (
            a > 0
            ) AND ("at" IS NOT NULL AND "v" IS NOT NULL)
            ) AS _sluice_ordered
            WHERE "v" <= "_previous\"\
            """);
  }

  @Test
  void queryOfTheUserIsASubqueryThatKnowsTheSubject() {
    assertThat(sql.countQuery("\"r\"", "SELECT 1 -- one"))
        .isEqualTo(
            "WITH subject AS (SELECT * FROM \"r\")\n"
                + "SELECT count(*) FROM (\nSELECT 1 -- one\n) AS _sluice_query");
    assertThat(sql.sampleQuery("\"r\"", "SELECT 1", 5))
        .isEqualTo(
            "WITH subject AS (SELECT * FROM \"r\")\n"
                + "SELECT * FROM (\nSELECT 1\n) AS _sluice_query LIMIT 5");
  }
}
