package dev.sluice.warehouse.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.warehouse.quality.Condition;
import dev.sluice.warehouse.quality.Metric;
import dev.sluice.warehouse.sql.Column;
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
                "\"subject\"",
                List.of(
                    new Metric.Rows(null),
                    new Metric.Rows("a > 0"),
                    new Metric.Matching(new Condition.IsNull(List.of("a", "b\"c")), null),
                    new Metric.Repeated(List.of("a", "b"), null),
                    new Metric.Matching(new Condition.Outside(RATING, "0.5", "5"), "a > 0"),
                    new Metric.Matching(new Condition.NotAmong(STATUS, List.of("ok", "o'k")), null),
                    new Metric.Matching(new Condition.NotMatching("mail", ".+'@"), null),
                    new Metric.Matching(new Condition.Missing("parent", "\"parents\"", "id"), null),
                    new Metric.Newest("at", "a > 0"))))
        .isEqualTo(
            """
            SELECT
              count(*),
              count(*) FILTER (WHERE (
            a > 0
            )),
              count(*) FILTER (WHERE ("a" IS NULL OR "b""c" IS NULL)),
              count(*) FILTER (WHERE ("a" IS NOT NULL AND "b" IS NOT NULL)) - count(DISTINCT row("a", "b")) FILTER (WHERE ("a" IS NOT NULL AND "b" IS NOT NULL)),
              count(*) FILTER (WHERE (
            a > 0
            ) AND ("rating" < 0.5 OR "rating" > 5 OR isnan("rating"))),
              count(*) FILTER (WHERE ("status" NOT IN (CAST('ok' AS VARCHAR), CAST('o''k' AS VARCHAR)))),
              count(*) FILTER (WHERE (NOT regexp_full_match(CAST("mail" AS VARCHAR), '.+''@'))),
              count(*) FILTER (WHERE ("parent" IS NOT NULL AND "parent" NOT IN (SELECT "id" FROM "parents" WHERE "id" IS NOT NULL))),
              epoch_us(CAST(max("at") FILTER (WHERE (
            a > 0
            )) AS TIMESTAMP WITH TIME ZONE))
            FROM "subject\"""");
  }

  @Test
  void samplesOfBadRowsNameTheirColumns() {
    assertThat(
            sql.sampleMatching(
                "\"subject\"", new Condition.IsNull(List.of("a")), "b = 1", List.of("a", "b"), 5))
        .isEqualTo(
            """
            SELECT concat_ws(', ', 'a=' || coalesce(CAST("a" AS VARCHAR), 'null'), 'b=' || coalesce(CAST("b" AS VARCHAR), 'null'))
            FROM "subject"
            WHERE (
            b = 1
            ) AND ("a" IS NULL)
            LIMIT 5""");
  }

  @Test
  void samplesOfRepeatedRowsCountThem() {
    assertThat(sql.sampleRepeated("\"subject\"", List.of("a"), null, 5))
        .isEqualTo(
            """
            SELECT concat_ws(', ', 'a=' || coalesce(CAST("a" AS VARCHAR), 'null')) || ' (' || count(*) || ' rows)'
            FROM "subject"
            WHERE ("a" IS NOT NULL)
            GROUP BY "a"
            HAVING count(*) > 1
            ORDER BY count(*) DESC, 1
            LIMIT 5""");
  }

  @Test
  void queryOfTheUserIsASubquery() {
    assertThat(sql.countQuery("SELECT 1 -- one"))
        .isEqualTo("SELECT count(*) FROM (\nSELECT 1 -- one\n)");
    assertThat(sql.sampleQuery("SELECT 1", 5))
        .isEqualTo(
            "SELECT CAST(_sluice_row AS VARCHAR) FROM (\nSELECT 1\n) AS _sluice_row LIMIT 5");
  }
}
