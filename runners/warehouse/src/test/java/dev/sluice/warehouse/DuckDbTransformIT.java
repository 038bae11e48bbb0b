package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms on DuckDB: formats, partitions, slices, types, and what a person must correct. */
@ExtendWith(LakeFixture.Extension.class)
class DuckDbTransformIT {

  private static final String DATE = "2026-11-21";
  private static final String RATINGS = "userId,movieId,rating\n1,10,4.0\n1,20,3.5\n2,10,5.0\n";

  private final LakeFixture lake;
  private final Path folder;
  private final Datasets datasets;
  private final Warehouses warehouses;

  DuckDbTransformIT(LakeFixture lake, @TempDir Path folder) {
    this.lake = lake;
    this.folder = folder;
    this.datasets = new Datasets(lake, folder);
    this.warehouses = new Warehouses(lake, folder);
  }

  private static DatasetTarget target(String name, String... partitionBy) {
    return new DatasetTarget(name, Datasets.STORE, "out/" + name, List.of(partitionBy));
  }

  private StepResult run(String run, int attempt, long token, TransformStep step) throws Exception {
    return warehouses.execute(
        new StepRequest(
            StepRequest.PROTOCOL_VERSION,
            new RunContext("default", run, "uid-" + run, "task", DATE, attempt, token),
            Map.of(Datasets.STORE, lake.connection(Datasets.PREFIX)),
            Map.of(),
            null,
            null,
            step,
            null,
            null,
            null,
            null,
            null));
  }

  private StepResult run(DatasetRef from, String sql, DatasetTarget target) throws Exception {
    return run(
        target.dataset(),
        1,
        1,
        TransformStep.query(List.of(new TransformStep.Input("raw", from)), sql, target));
  }

  private Snapshot snapshot(DatasetTarget target) {
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      return DatasetReader.read(
          store,
          new DatasetRef(
              target.dataset(),
              target.store(),
              target.path(),
              target.sliced(),
              SliceSelection.RUN,
              null,
              null),
          DATE);
    }
  }

  private List<String> rows(DatasetTarget target) throws Exception {
    Path copies = Files.createTempDirectory(folder, "copies");
    List<String> files = new ArrayList<>();
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      for (DataFile file : snapshot(target).files()) {
        Path copy = copies.resolve(file.path());
        Files.createDirectories(copy.getParent());
        store.get(file.key(), copy);
        files.add("'" + copy + "'");
      }
    }
    return files.isEmpty()
        ? List.of()
        : warehouses.rows(
            "SELECT * FROM read_parquet(" + files + ", hive_partitioning = true) ORDER BY ALL");
  }

  @Test
  void csvBecomesParquetWithItsRowsAndDigest() throws Exception {
    DatasetTarget target = target("good");
    StepResult result =
        run(
            datasets.csv("ratings", RATINGS),
            "SELECT userId AS user_id, rating FROM raw WHERE rating >= 4;",
            target);
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    Snapshot snapshot = snapshot(target);
    assertThat(result.results().rows()).isEqualTo(2);
    assertThat(result.results().digest()).isEqualTo(snapshot.digest());
    assertThat(result.results().uri()).endsWith("/out/good");
    assertThat(snapshot.format().columns())
        .containsExactly(
            new Format.Column("user_id", "bigint"), new Format.Column("rating", "double"));
    assertThat(rows(target)).containsExactly("1|4.0", "2|5.0");
    assertThat(Files.readString(warehouses.lastReport())).contains("DuckDB v", "SELECT userId");
  }

  @Test
  void lineageTellsWhatWasReadAndOnlyWhatIsVisible() throws Exception {
    String bucket = "s3://" + lake.connection(Datasets.PREFIX).bucket();
    DatasetRef ratings = datasets.csv("told", RATINGS);
    Lineage.Dataset read =
        new Lineage.Dataset(
            bucket,
            Datasets.PREFIX + ratings.path(),
            List.of(
                new Lineage.Field("userId", "BIGINT"),
                new Lineage.Field("movieId", "BIGINT"),
                new Lineage.Field("rating", "DOUBLE")),
            null,
            (long) RATINGS.length());
    run(ratings, "SELECT movieId FROM raw WHERE rating > 4", target("telling"));
    assertThat(warehouses.lastLineage().inputs()).containsExactly(read);
    Lineage.Dataset written = warehouses.lastLineage().outputs().get(0);
    assertThat(written.namespace()).isEqualTo(bucket);
    assertThat(written.name()).isEqualTo(Datasets.PREFIX + "out/telling");
    assertThat(written.fields()).containsExactly(new Lineage.Field("movieId", "bigint"));
    assertThat(written.rows()).isEqualTo(1);
    assertThat(written.bytes()).isPositive();

    // One that finds all published tells the same, but for what only a look into the input knows.
    run(ratings, "SELECT movieId FROM raw WHERE rating > 4", target("telling"));
    assertThat(warehouses.lastLineage())
        .isEqualTo(
            Lineage.of(
                List.of(new Lineage.Dataset(bucket, Datasets.PREFIX + ratings.path())),
                List.of(written)));

    run(ratings, "SELECT cast('x' AS int) AS n FROM raw", target("telling-not"));
    assertThat(warehouses.lastLineage()).isEqualTo(Lineage.of(List.of(read), List.of()));
  }

  @Test
  void slicesAndPartitionsAreThoseOfSpark() throws Exception {
    DatasetTarget target = target("shelves", "run_date", "shelf", "kind");
    StepResult result =
        run(
            datasets.csv("movies", "id,kind\n10,a/b\n11,\n25,c d\n"),
            "SELECT *, DATE '"
                + DATE
                + "' AS run_date, cast(floor(id / 10) AS int) AS shelf FROM raw",
            target);
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    Snapshot snapshot = snapshot(target);
    assertThat(snapshot.files())
        .extracting(file -> snapshot.partitionValues(file).toString())
        .containsExactlyInAnyOrder(
            "{run_date=2026-11-21, shelf=1, kind=a/b}",
            "{run_date=2026-11-21, shelf=1, kind=__HIVE_DEFAULT_PARTITION__}",
            "{run_date=2026-11-21, shelf=2, kind=c d}");
    assertThat(snapshot.files())
        .allSatisfy(file -> assertThat(file.path()).endsWith("/part-00000.parquet"));
    assertThat(snapshot.rows()).isEqualTo(3);
    assertThat(snapshot.format().columns())
        .extracting(Format.Column::name)
        .containsExactly("id", "kind", "shelf");

    DatasetTarget copy = target("copy");
    StepResult read =
        run(
            new DatasetRef(
                "shelves", Datasets.STORE, "out/shelves", true, SliceSelection.RUN, null, null),
            "SELECT typeof(shelf) AS type, kind, run_date FROM raw",
            copy);
    assertThat(read.outcome()).as(read.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(rows(copy))
        .containsExactly(
            "INTEGER|a/b|2026-11-21", "INTEGER|c d|2026-11-21", "INTEGER|null|2026-11-21");
  }

  @Test
  void typesAreThoseThatEveryReaderKnows() throws Exception {
    DatasetTarget target = target("types");
    StepResult result =
        run(
            datasets.csv("one", "n\n1\n"),
            "SELECT sum(n) AS total, TIMESTAMP '2026-01-01 10:00:00' AS at, [n] AS list,"
                + " {'a b': sum(n), 'c': 1::UTINYINT} AS s, MAP {'k': n} AS m, 1.50::DECIMAL(9,2) AS d,"
                + " uuid() IS NOT NULL AS b FROM raw GROUP BY n",
            target);
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(snapshot(target).format().columns())
        .extracting(column -> column.name() + " " + column.type())
        .containsExactly(
            "total bigint",
            "at timestamp",
            "list array<bigint>",
            "s struct<`a b`:bigint,c:smallint>",
            "m map<string,bigint>",
            "d decimal(9,2)",
            "b boolean");
  }

  @Test
  void severalOutputsAndARetryEndAsOneAttemptWould() throws Exception {
    TransformStep step =
        new TransformStep(
            List.of(new TransformStep.Input("raw", datasets.csv("ratings2", RATINGS))),
            null,
            null,
            List.of(
                new TransformStep.Output("good", "SELECT * FROM raw WHERE rating > 4", target("g")),
                new TransformStep.Output(
                    "none", "FROM raw WHERE rating < 0", target("n", "userId"))));
    StepResult first = run("several", 1, 1, step);
    assertThat(first.message()).contains("to 2 outputs: good 1, none 0");
    assertThat(rows(target("g"))).containsExactly("2|10|5.0");
    assertThat(snapshot(target("n", "userId")).format().columns()).hasSize(3);
    assertThat(run("several", 2, 2, step)).isEqualTo(first);
    assertThat(run("older", 1, 0, step).outcome()).isEqualTo(Outcome.FENCED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT nr FROM raw | SqlInvalid | spec.sql: Referenced column \"nr\" not found",
        "SELECT FROM WHERE | SqlInvalid | spec.sql: syntax error",
        "DELETE FROM raw | SqlInvalid | spec.sql: syntax error",
        "SELECT 1; SELECT 2 | SqlInvalid | spec.sql: syntax error",
        "SELECT cast('x' AS int) FROM raw | QueryFailed | Could not convert string 'x' to INT32",
        "SELECT userId, DATE '2020-01-01' AS run_date FROM raw | QueryFailed | run_date is not 2026-11-21",
        "SELECT INTERVAL 1 DAY AS i FROM raw | UnsupportedType | spec.sql: column i has the type INTERVAL",
        "SELECT * FROM read_text('/etc/hostname') | SqlInvalid | /etc/hostname",
        "FROM elsewhere | SqlInvalid | Table with name elsewhere does not exist",
      })
  void wrongQueriesSayWhatIsWrong(String sql, String reason, String message) throws Exception {
    StepResult result =
        run(datasets.csv("few", RATINGS), sql, target("bad" + sql.hashCode(), "run_date"));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo(reason);
    assertThat(result.message()).contains(message);
  }

  @Test
  void rowThatDoesNotFitItsFormatIsNamed() throws Exception {
    DatasetRef from =
        datasets.publish(
            "broken",
            "",
            Datasets.csvFormat(new Format.Column("a", "int"), new Format.Column("b", "int")),
            List.of(),
            Map.of(
                "broken.csv", "a,b\n1,2\n3,x\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    StepResult result = run(from, "SELECT sum(b) AS b FROM raw", target("broken-sum"));
    assertThat(result.reason()).isEqualTo("BadValue");
    assertThat(result.message()).contains("broken/broken.csv, line 3, column b");
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      assertThat(store.list("out/broken-sum")).isEmpty();
    }
  }
}
