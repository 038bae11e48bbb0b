package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.TransformStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which columns the values of a query's columns come from. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class LineageIT {

  private final FakeLake lake;
  private final SharedSpark spark;

  LineageIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "l" + System.nanoTime());
    lake.raw("votes", false, DATE, "v.csv", "user,film,stars\n1,10,4.0\n1,20,3.5\n2,10,5.0\n");
    lake.raw("films", false, DATE, "f.csv", "id,title,genres,twin\n10,A,x|y,20\n20,B,y,10\n");
  }

  private Lineage lineage(String sql, String... partitionBy) throws Exception {
    return spark.lineage(
        lake,
        run("lineage", DATE, 1),
        TransformStep.query(
            List.of(input("v", "votes", csv()), input("films", "films", csv())),
            sql,
            output("out", partitionBy)));
  }

  /** Each column of the output with its sources, such as {@code films.title}. */
  private Map<String, List<String>> sources(String sql) throws Exception {
    Map<String, List<String>> sources = new LinkedHashMap<>();
    for (Lineage.Field field : lineage(sql).outputs().get(0).fields()) {
      List<String> names = new ArrayList<>();
      for (Lineage.Source source : field.sources()) {
        names.add(source.name().replaceAll(".*/", "") + "." + source.field());
      }
      names.sort(null);
      sources.put(field.name(), names);
    }
    return sources;
  }

  @Test
  void anAttemptThatFailsTellsWhatItHasRead() throws Exception {
    Lineage lineage = lineage("SELECT no_such_column FROM v");
    assertThat(lineage.inputs()).extracting(Lineage.Dataset::rows).hasSize(2);
    assertThat(lineage.inputs().get(0).fields()).hasSize(3);
    assertThat(lineage.outputs()).isEmpty();
  }

  @Test
  void datasetsAreNamedByBucketAndKeyAndHaveColumnsAndSizes() throws Exception {
    Lineage lineage = lineage("SELECT film, count(*) AS votes FROM v GROUP BY film", "run_date");

    String bucket = "s3://" + lake.connection().bucket();
    String prefix = lake.connection().prefix();
    assertThat(lineage.inputs())
        .extracting(Lineage.Dataset::namespace, Lineage.Dataset::name)
        .containsExactly(tuple(bucket, prefix + "raw/votes"), tuple(bucket, prefix + "raw/films"));
    assertThat(lineage.inputs().get(0).fields())
        .containsExactly(
            new Lineage.Field("user", "int"),
            new Lineage.Field("film", "int"),
            new Lineage.Field("stars", "double"));
    Lineage.Dataset output = lineage.outputs().get(0);
    assertThat(output.name()).isEqualTo(prefix + "processed/out");
    assertThat(output.rows()).isEqualTo(2);
    assertThat(output.bytes()).isPositive();
    assertThat(output.fields())
        .containsExactly(
            new Lineage.Field(
                "film", "int", List.of(new Lineage.Source(bucket, prefix + "raw/votes", "film"))),
            new Lineage.Field("votes", "bigint"));
  }

  @Test
  void sourcesAreFollowedThroughJoinsGroupsAndWindows() throws Exception {
    assertThat(
            sources(
                """
                WITH means AS (SELECT film, avg(stars) AS mean FROM v WHERE user > 0 GROUP BY film)
                SELECT upper(f.title) AS title, g.title AS twin, m.mean,
                       m.mean - (SELECT avg(stars) FROM v) AS above,
                       CASE WHEN m.mean > 4 THEN f.title ELSE 'none' END AS good,
                       sum(m.mean) OVER (PARTITION BY f.twin ORDER BY f.id) AS running,
                       concat(f.title, cast(f.id AS string)) AS label, 1 AS one
                FROM films f JOIN films g ON g.id = f.twin LEFT JOIN means m ON m.film = f.id"""))
        .containsExactly(
            Map.entry("title", List.of("films.title")),
            Map.entry("twin", List.of("films.title")),
            Map.entry("mean", List.of("votes.stars")),
            Map.entry("above", List.of("votes.stars")),
            Map.entry("good", List.of("films.title")),
            Map.entry("running", List.of("votes.stars")),
            Map.entry("label", List.of("films.id", "films.title")),
            Map.entry("one", List.of()));
  }

  @Test
  void sourcesAreFollowedThroughUnionsExplodedListsAndOrders() throws Exception {
    assertThat(
            sources(
                """
                SELECT id, genre, pos FROM (
                  SELECT id, genre, 0 AS pos FROM films
                    LATERAL VIEW explode(split(genres, '[|]')) g AS genre
                  UNION ALL
                  SELECT DISTINCT film, cast(user AS string), cast(stars AS int) FROM v)
                ORDER BY genre LIMIT 100"""))
        .containsExactly(
            Map.entry("id", List.of("films.id", "votes.film")),
            Map.entry("genre", List.of("films.genres", "votes.user")),
            Map.entry("pos", List.of("votes.stars")));
  }

  @Test
  void columnsThatComeFromNoInputHaveNoSources() throws Exception {
    assertThat(sources("SELECT t.k, f.title FROM VALUES (10) AS t(k) JOIN films f ON f.id = t.k"))
        .containsExactly(Map.entry("k", List.of()), Map.entry("title", List.of("films.title")));
  }
}
