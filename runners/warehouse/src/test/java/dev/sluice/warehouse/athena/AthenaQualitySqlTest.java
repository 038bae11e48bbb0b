package dev.sluice.warehouse.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.quality.Condition;
import dev.sluice.quality.Metric;
import dev.sluice.quality.Order;
import dev.sluice.sql.Column;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of statements, each of which Trino's own parser accepts. */
class AthenaQualitySqlTest {

  private static final Column RATING = Column.optional("rating", "DOUBLE");
  private static final Column STATUS = Column.optional("status", "VARCHAR");
  private static final Column DAY = Column.optional("day", "DATE");
  private static final String TABLE = "\"films\".\"sluice_ratings_0123456789ab_1_1\"";

  private final AthenaQualitySql sql = new AthenaQualitySql();

  private static String parsed(String statement) {
    var unused = new SqlParser().createStatement(statement);
    return statement;
  }

  @Test
  void allMetricsAreOneStatement() {
    assertThat(
            parsed(
                sql.measure(
                    TABLE,
                    List.of(
                        new Metric.Rows(null),
                        new Metric.Rows("a > 0"),
                        new Metric.Matching(new Condition.IsNull(List.of("a", "b\"c")), null),
                        new Metric.Distinct(List.of("a"), null),
                        new Metric.Distinct(List.of("a", "b"), null),
                        new Metric.Matching(new Condition.Outside(RATING, "0.5", "5"), "a > 0"),
                        new Metric.Matching(new Condition.Outside(DAY, "2020-01-01", null), null),
                        new Metric.Matching(
                            new Condition.NotAmong(STATUS, List.of("ok", "o'k")), null),
                        new Metric.Matching(new Condition.NotMatching("mail", ".+'\\w@"), null),
                        new Metric.Matching(new Condition.WrongLength("mail", 1, 9), null),
                        new Metric.Mean("rating", null),
                        new Metric.Sum(Column.optional("rating", "DOUBLE"), "a > 0"),
                        new Metric.Quantile("rating", "0.9", null),
                        new Metric.Newest("at", "a > 0")))))
        .isEqualTo(
            """
            SELECT
              count(*),
              count(CASE WHEN (
            a > 0
            ) THEN 1 END),
              count(CASE WHEN ("a" IS NULL OR "b""c" IS NULL) THEN 1 END),
              count(DISTINCT "a"),
              count(DISTINCT CASE WHEN ("a" IS NOT NULL AND "b" IS NOT NULL) THEN ROW("a", "b") END),
              count(CASE WHEN (
            a > 0
            ) AND ("rating" < 0.5 OR "rating" > 5 OR is_nan("rating")) THEN 1 END),
              count(CASE WHEN ("day" < CAST('2020-01-01' AS DATE)) THEN 1 END),
              count(CASE WHEN ("status" NOT IN (CAST('ok' AS VARCHAR), CAST('o''k' AS VARCHAR))) THEN 1 END),
              count(CASE WHEN (NOT regexp_like(CAST("mail" AS VARCHAR), '\\A(?:' || '.+''\\w@' || ')\\z')) THEN 1 END),
              count(CASE WHEN (length(CAST("mail" AS VARCHAR)) < 1 OR length(CAST("mail" AS VARCHAR)) > 9) THEN 1 END),
              avg(CAST("rating" AS DOUBLE)),
              sum(CASE WHEN (
            a > 0
            ) THEN "rating" END),
              approx_percentile(CASE WHEN NOT is_nan(CAST("rating" AS DOUBLE)) THEN CAST("rating" AS DOUBLE) END, 0.9),
              CAST(round(to_unixtime(CAST(max(CASE WHEN (
            a > 0
            ) THEN "at" END) AS TIMESTAMP)) * 1000000) AS BIGINT)
            FROM "films"."sluice_ratings_0123456789ab_1_1" AS subject\
            """);
  }

  @Test
  void allOtherStatementsAreTrinosToo() {
    Condition missing = new Condition.Missing("parent", "\"films\".\"parents\"", "id");
    assertThat(parsed(sql.count(TABLE, missing, "a > 0")))
        .endsWith(
            "(subject.\"parent\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"films\".\"parents\" AS"
                + " _sluice_target WHERE _sluice_target.\"id\" = subject.\"parent\"))");
    assertThat(parsed(sql.sample(TABLE, missing, null, List.of("parent"), 5))).endsWith("LIMIT 5");
    assertThat(parsed(sql.sampleRepeated(TABLE, List.of("a"), null, 5)))
        .startsWith("SELECT \"a\", count(*) AS \"rows\"");
    assertThat(
            parsed(
                sql.outOfOrder(
                    TABLE, new Order("v", List.of("at"), List.of("user"), true), "a > 0")))
        .contains("lag(\"v\") OVER (PARTITION BY \"user\" ORDER BY \"at\") AS \"_previous\"");
    assertThat(parsed(sql.countQuery(TABLE, "SELECT a FROM subject -- all")))
        .startsWith("WITH subject AS (SELECT * FROM " + TABLE + ")");
    assertThat(parsed(sql.sampleQuery(TABLE, "SELECT a FROM subject", 5))).endsWith("LIMIT 5");
  }

  @Test
  void theParserRefusesWhatIsNotTrinos() {
    assertThatThrownBy(() -> parsed("SELECT a::BIGINT FROM t"))
        .isInstanceOf(ParsingException.class);
  }

  @Test
  void typesOfManifestsHaveNamesInQueries() {
    assertThat(
            List.of("int", "float", "string", "binary", "decimal(10,2)", "timestamp", "array<int>"))
        .extracting(AthenaTypes::ofQueries)
        .containsExactly(
            "INTEGER", "REAL", "VARCHAR", "VARBINARY", "DECIMAL(10,2)", "TIMESTAMP", "array<int>");
    assertThat(sql.isNumber("DECIMAL(10,2)")).isTrue();
    assertThat(sql.isNumber("VARCHAR")).isFalse();
    assertThat(sql.isTime("TIMESTAMP")).isTrue();
    assertThat(sql.isFloat("REAL")).isTrue();
  }
}
