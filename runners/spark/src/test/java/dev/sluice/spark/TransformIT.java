package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.column;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static dev.sluice.spark.FakeLake.sliced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.Profile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transforms that succeed: formats, partitions, slices. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class TransformIT {

  private static final String RATINGS = "userId,movieId,rating\n1,10,4.0\n1,20,3.5\n2,10,5.0\n";

  private final FakeLake lake;
  private final SharedSpark spark;

  TransformIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "t" + System.nanoTime());
  }

  @Test
  void csvBecomesParquetWithItsRowsAndDigest() throws Exception {
    lake.raw("movielens", false, DATE, "ratings.csv", RATINGS);
    StepResult result =
        spark.run(
            lake,
            run("a", DATE, 1),
            TransformStep.query(
                List.of(input("raw", "movielens", csv())),
                "SELECT userId AS user_id, rating FROM raw WHERE rating >= 4",
                output("ratings")));

    Snapshot snapshot = lake.read("ratings", false, SliceSelection.RUN, DATE);
    assertThat(result.results().rows()).isEqualTo(2);
    assertThat(result.results().digest()).isEqualTo(snapshot.digest());
    assertThat(result.results().uri()).endsWith("/processed/ratings");
    assertThat(snapshot.rows()).isEqualTo(2);
    assertThat(snapshot.format().columns())
        .containsExactly(
            new Format.Column("user_id", "int"), new Format.Column("rating", "double"));
    assertThat(spark.rows(lake, snapshot)).containsExactlyInAnyOrder("[1,4.0]", "[2,5.0]");
  }

  @Test
  void everyFormatIsRead() throws Exception {
    Format tsv = new Format(Format.Type.TSV, true, "\t", "", "", "\\N", false, List.of());
    Format lines = new Format(Format.Type.JSON, false, ",", "\"", "\"", "", false, List.of());
    Format document = new Format(Format.Type.JSON, false, ",", "\"", "\"", "", true, List.of());
    Format spanning =
        new Format(
            Format.Type.CSV,
            true,
            ";",
            "'",
            "'",
            "",
            true,
            List.of(column("k", "int"), column("note", "text")));
    lake.raw("tsv", false, DATE, "a.tsv", "k\tname\n1\tsay \"hi\n2\t\\N\n");
    lake.raw("lines", false, DATE, "_a.json", "{\"k\":1,\"tags\":[\"x\",\"y\"]}\n{\"k\":2}\n");
    lake.raw("document", false, DATE, "a.json", "[\n {\"k\": 1,\n \"size\": 2.5}\n]");
    lake.raw("spanning", false, DATE, "a.csv", "k;note\n1;'two\nlines; ''quoted'''\n");

    StepResult result =
        spark.run(
            lake,
            run("f", DATE, 1),
            TransformStep.query(
                List.of(
                    input("tsv", "tsv", tsv),
                    input("lines", "lines", lines),
                    input("document", "document", document),
                    input("spanning", "spanning", spanning)),
                "SELECT t.k, t.name, size(l.tags) AS tags, d.size, s.note FROM tsv t"
                    + " JOIN lines l ON l.k = t.k LEFT JOIN document d ON d.k = t.k"
                    + " LEFT JOIN spanning s ON s.k = t.k",
                output("joined")));

    assertThat(result.results().rows()).isEqualTo(2);
    assertThat(spark.rows(lake, lake.read("joined", false, SliceSelection.RUN, DATE)))
        .containsExactlyInAnyOrder(
            "[1,say \"hi,2,2.5,two\nlines; 'quoted']", "[2,null,null,null,null]");
  }

  @Test
  void whatTheSliceHoldsIsKeptBesideIt() throws Exception {
    lake.raw("seed", false, DATE, "ratings.csv", RATINGS);
    spark.run(
        lake,
        run("p", DATE, 1),
        TransformStep.query(
            List.of(input("raw", "seed", csv())),
            """
            SELECT id, if(id % 5 = 0, NULL, concat('n', id)) AS name, id % 7 AS day,
              cast(id AS decimal(12,2)) / 4 AS price, date_add(DATE '2026-01-01', id % 3) AS on,
              timestamp_seconds(id) AS at, if(id = 3, double('NaN'), id / 2) AS half,
              cast(NULL AS int) AS nothing, if(id % 2 = 0, '', repeat('x', 200)) AS text,
              array(id) AS tags, id % 2 AS parity
            FROM (SELECT explode(sequence(1, 60000)) AS id FROM raw LIMIT 60000)""",
            output("profiled", "parity")));
    Snapshot snapshot = lake.read("profiled", false, SliceSelection.RUN, DATE);
    Profile profile =
        Json.MAPPER.readValue(
            lake.store()
                .read(String.valueOf(snapshot.manifests().get(0).profile()))
                .orElseThrow()
                .content(),
            Profile.class);
    assertThat(profile.rows()).isEqualTo(60000);
    assertThat(profile.columns())
        .extracting(
            c -> c.name() + " " + c.type() + " " + c.nulls() + " " + c.min() + " " + c.max())
        .containsExactly(
            "id int 0 1 60000",
            "name string 12000 n1 n9999",
            "day int 0 0 6",
            "price decimal(16,6) 0 0.250000 15000.000000",
            "on date 0 2026-01-01 2026-01-03",
            "at timestamp 0 1970-01-01T00:00:01.000000+0000 1970-01-01T16:40:00.000000+0000",
            "half double 0 null null",
            "nothing int 60000 null null",
            "text string 0  " + "x".repeat(128),
            "tags array<int> null null null");
    assertThat(profile.columns())
        .filteredOn(c -> List.of("day", "on", "nothing", "text").contains(c.name()))
        .extracting(Profile.Column::distinct)
        .containsExactly(7L, 3L, 0L, 2L);
    assertThat(profile.columns())
        .filteredOn(c -> List.of("id", "name", "price", "at", "half").contains(c.name()))
        .allSatisfy(
            c ->
                assertThat(c.distinct())
                    .as(c.name())
                    .isCloseTo(c.name().equals("name") ? 48000L : 60000L, withinPercentage(6)));
  }

  @Test
  void gzippedTextIsRead() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(RATINGS.getBytes(StandardCharsets.UTF_8));
    }
    lake.raw("packed", false, DATE, "ratings.csv.gz", packed.toByteArray());
    StepResult result =
        spark.run(
            lake,
            run("g", DATE, 1),
            TransformStep.query(
                List.of(input("raw", "packed", csv())), "SELECT * FROM raw", output("packed")));
    assertThat(result.results().rows()).isEqualTo(3);
  }

  @Test
  void slicesAndPartitionsAreWrittenAndReadBack() throws Exception {
    String sql = "SELECT *, cast(floor(movieId / 10) AS string) AS shelf FROM raw";
    for (String date : List.of("2026-11-20", DATE)) {
      String ratings = date.equals(DATE) ? RATINGS.replace("1,20", "7,30") : RATINGS;
      lake.raw("daily", true, date, "ratings.csv", ratings);
      spark.run(
          lake,
          run("d" + date, date, 1),
          TransformStep.query(
              List.of(sliced("raw", "daily", SliceSelection.RUN, csv())),
              sql,
              output("shelves", "run_date", "shelf")));
    }

    Snapshot one = lake.read("shelves", true, SliceSelection.RUN, "2026-11-20");
    assertThat(SharedSpark.paths(one))
        .containsExactly("shelf=1/part-00000.parquet", "shelf=2/part-00000.parquet");
    assertThat(one.files().get(0).key())
        .startsWith("processed/shelves/run_date=2026-11-20/shelf=1/");
    Snapshot all = lake.read("shelves", true, SliceSelection.ALL, DATE);
    assertThat(spark.rows(lake, all))
        .containsExactlyInAnyOrder(
            "[1,10,4.0,2026-11-20,1]",
            "[1,20,3.5,2026-11-20,2]",
            "[2,10,5.0,2026-11-20,1]",
            "[1,10,4.0,2026-11-21,1]",
            "[7,30,3.5,2026-11-21,3]",
            "[2,10,5.0,2026-11-21,1]");

    spark.run(
        lake,
        run("again", DATE, 1, 9),
        TransformStep.query(
            List.of(sliced("raw", "daily", SliceSelection.RUN, csv())),
            sql + " WHERE movieId = 30",
            output("shelves", "run_date", "shelf")));
    assertThat(lake.read("shelves", true, SliceSelection.RUN, DATE).rows()).isEqualTo(1);
    assertThat(lake.read("shelves", true, SliceSelection.RUN, "2026-11-20")).isEqualTo(one);
  }

  @Test
  void equalDataHasEqualDigests() throws Exception {
    lake.raw("same", false, DATE, "ratings.csv", RATINGS);
    TransformStep step =
        TransformStep.query(
            List.of(input("raw", "same", csv())),
            "SELECT * FROM raw ORDER BY rating",
            output("same", "movieId"));
    StepResult first = spark.run(lake, run("s1", DATE, 1, 1), step);
    StepResult second = spark.run(lake, run("s2", DATE, 1, 2), step);
    assertThat(second.results().digest()).isEqualTo(first.results().digest());
  }

  @Test
  void zeroRowsAreAValidSlice() throws Exception {
    lake.raw("none", false, DATE, "none.csv", "k,v\n");
    Format typed = csv(column("k", "int"), column("v", "decimal(10,2)"));
    StepResult result =
        spark.run(
            lake,
            run("z", DATE, 1),
            TransformStep.query(
                List.of(input("raw", "none", typed)),
                "SELECT * FROM raw",
                output("empty", "run_date", "k")));
    assertThat(result.results().rows()).isZero();
    Snapshot snapshot = lake.read("empty", true, SliceSelection.RUN, DATE);
    assertThat(snapshot.rows()).isZero();
    assertThat(spark.rows(lake, snapshot)).isEmpty();
  }

  @Test
  void attemptAfterPublicationReportsTheSameResultAgain() throws Exception {
    lake.raw("twice", false, DATE, "ratings.csv", RATINGS);
    TransformStep step =
        TransformStep.query(
            List.of(input("raw", "twice", csv())), "SELECT * FROM raw", output("twice"));
    StepResult first = spark.run(lake, run("tw", DATE, 1), step);
    assertThat(spark.run(lake, run("tw", DATE, 2), step)).isEqualTo(first);
  }

  @Test
  void olderRunIsFenced() throws Exception {
    lake.raw("fenced", false, DATE, "ratings.csv", RATINGS);
    TransformStep step =
        TransformStep.query(
            List.of(input("raw", "fenced", csv())), "SELECT * FROM raw", output("fenced"));
    spark.run(lake, run("new", DATE, 1, 7), step);
    StepResult old = spark.failure(lake, run("old", DATE, 1, 3), step);
    assertThat(old.outcome()).isEqualTo(Outcome.FENCED);
    assertThat(old.message()).contains("new");
  }
}
