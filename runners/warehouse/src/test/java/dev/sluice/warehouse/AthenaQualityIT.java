package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.dev.warehouse.LocalAthena;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.QualityStep.Subject;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.quality.CheckCases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/**
 * Checks by an emulator of Athena, which translates Trino's SQL to DuckDB's: it proves that tables
 * are of the right files and columns, and what comes of the answers; not that Trino computes alike.
 */
class AthenaQualityIT {

  private static final String DATABASE = "films";

  private static LocalAthena server;
  private static LakeFixture lake;
  private static GlueClient glue;

  @TempDir private static Path shared;
  private static Datasets datasets;
  private static DatasetRef films;

  @TempDir private Path folder;
  private Warehouses engines;

  @BeforeAll
  static void start() throws Exception {
    server = LocalAthena.start();
    Files.writeString(shared.resolve("accessKeyId"), "key");
    Files.writeString(shared.resolve("secretAccessKey"), "secret");
    lake = LakeFixture.on(server.endpoint().toString(), shared, "films");
    glue =
        GlueClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .httpClientBuilder(Apache5HttpClient.builder())
            .build();
    glue.createDatabase(b -> b.databaseInput(d -> d.name(DATABASE)));
    datasets = new Datasets(lake, shared);
    films = films();
  }

  @AfterAll
  static void stop() {
    glue.close();
    server.close();
  }

  @BeforeEach
  void open() {
    engines = new Warehouses(lake, folder);
  }

  /** Whatever came of the checks. */
  @AfterEach
  void nothingIsLeft() {
    assertThat(glue.getTables(b -> b.databaseName(DATABASE)).tableList()).isEmpty();
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      assertThat(store.list("athena")).isEmpty();
    }
  }

  private static QualityStep.Athena athena(String database, String path) {
    return new QualityStep.Athena(
        database, "primary", Datasets.STORE, path, server.endpoint().toString());
  }

  private static QualityStep step(DatasetRef on, QualityStep.Athena athena, List<Check> checks) {
    return new QualityStep(new Subject(on, null), checks, null, null, athena);
  }

  private StepResult check(DatasetRef on, Check... checks) throws Exception {
    return engines.check(step(on, athena(DATABASE, "athena"), List.of(checks)));
  }

  private JsonNode report(DatasetRef on, QualityStep.Athena athena, List<Check> checks)
      throws Exception {
    StepResult result = engines.check(step(on, athena, checks));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.QUALITY_FAILED);
    return Json.MAPPER.readTree(engines.lastReport().toFile());
  }

  /** In three folders, one of them of null, over files of an earlier publication. */
  private static DatasetRef films() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "genre=Drama/part-0.parquet",
        """
        SELECT * FROM (VALUES
          (1, 10, 4.5::DOUBLE, 'ok', 'a@b.c', DATE '2020-01-01', 1.25::DECIMAL(10,2)),
          (2, 20, 9.0, 'ok', 'nope', DATE '2020-01-02', 2.5)
        ) t(id, parent, rating, status, mail, day, price)""");
    files.put(
        "genre=Sci%2FFi/part-0.parquet",
        """
        SELECT 2 AS id, 30 AS parent, NULL::DOUBLE AS rating, 'bad' AS status, 'd@e.f' AS mail,
          DATE '2020-01-03' AS day, 3::DECIMAL(10,2) AS price""");
    files.put(
        "genre=__HIVE_DEFAULT_PARTITION__/part-0.parquet",
        """
        SELECT NULL::INTEGER AS id, 99 AS parent, 'NaN'::DOUBLE AS rating, 'ok' AS status,
          NULL::VARCHAR AS mail, NULL::DATE AS day, NULL::DECIMAL(10,2) AS price""");
    List<String> partitionBy = List.of("run_date", "genre");
    datasets.parquet("films", "2026-11-21", partitionBy, files);
    return datasets.parquet("films", "2026-11-21", partitionBy, files);
  }

  @Test
  void everyCheckSaysWhatDuckDbSays() throws Exception {
    DatasetRef parents = datasets.parquet("parents", "SELECT unnest([10, 20, NULL]) AS pid");
    QualityStep.Relationships toParents =
        new QualityStep.Relationships("parent", new Subject(parents, null), "PID");
    List<Object> expectations = new ArrayList<>();
    Stream.concat(QualityIT.failing().map(a -> a.get()[0]), QualityIT.passing())
        .map(e -> e instanceof QualityStep.Relationships ? toParents : e)
        .forEach(expectations::add);
    expectations.add(new CheckCases.NotNull("genre"));
    expectations.add(new QualityStep.AcceptedValues("genre", List.of("Drama", "Horror")));
    expectations.add(new QualityStep.Range("run_date", "2026-11-22", null));
    expectations.add(new QualityStep.Range("price", "1.5", null));
    List<Check> checks = new ArrayList<>();
    for (Object expectation : expectations) {
      checks.add(
          CheckCases.check(
              "c" + checks.size(),
              Severity.ERROR,
              checks.size() % 5 == 0 ? "parent > 0 -- all" : null,
              expectation));
    }

    JsonNode byDuckDb = report(films, null, checks);
    JsonNode byAthena = report(films, athena(DATABASE, "athena"), checks);

    assertThat(entries(byAthena)).hasSize(checks.size()).isEqualTo(entries(byDuckDb));
    assertThat(byAthena.path("rows").asLong()).isEqualTo(4);
    assertThat(byAthena.path("bytesScanned").asLong()).isPositive();
    assertThat(byDuckDb.has("bytesScanned")).isFalse();
  }

  /** Samples are of any order. */
  private static List<String> entries(JsonNode report) {
    List<String> entries = new ArrayList<>();
    for (JsonNode entry : report.path("checks")) {
      List<String> samples = new ArrayList<>();
      entry.path("samples").forEach(sample -> samples.add(sample.asText()));
      entries.add(
          ((ObjectNode) entry).without("samples").toString() + samples.stream().sorted().toList());
    }
    return entries;
  }

  @Test
  void allSlicesAreRead() throws Exception {
    datasets.slice("days", "2026-11-20", "SELECT 1 AS id");
    datasets.slice("days", "2026-11-21", "SELECT 2 AS id, 'new' AS note");
    DatasetRef all =
        new DatasetRef("days", Datasets.STORE, "data/days", true, SliceSelection.ALL, null, null);
    StepResult result =
        check(
            all,
            CheckCases.check("rows", Severity.ERROR, null, count("2")),
            CheckCases.check(
                "dates",
                Severity.ERROR,
                null,
                new QualityStep.Sql(
                    "SELECT * FROM subject WHERE id = 1 AND run_date <> DATE '2026-11-20'")),
            CheckCases.check(
                "notes",
                Severity.ERROR,
                "run_date = DATE '2026-11-21'",
                new CheckCases.NotNull("note")));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message()).isEqualTo("3 of 3 checks passed on 2 rows, 0.0 MiB scanned.");
  }

  private static QualityStep.Figure count(String rows) {
    return new QualityStep.Figure(
        QualityStep.FigureKind.ROW_COUNT, List.of(), null, rows, rows, null, null);
  }

  @Test
  void aDatasetWithoutFilesHasNoRows() throws Exception {
    DatasetRef empty = datasets.publish("empty", "", Format.parquet(), List.of(), Map.of());
    StepResult result =
        check(
            empty,
            CheckCases.check("nulls", Severity.ERROR, null, new CheckCases.NotNull("id")),
            CheckCases.check("rows", Severity.ERROR, null, count("1")));
    assertThat(result.message()).isEqualTo("1 of 2 checks failed: rows: 0 rows, expected [1, 1]");
  }

  @Test
  void theBadCheckIsNamed() throws Exception {
    Check good = CheckCases.check("good", Severity.ERROR, null, new CheckCases.NotNull("id"));
    Check unknown = CheckCases.check("unknown", Severity.ERROR, "nix > 0", count("1"));
    StepResult result = check(films, good, unknown);
    assertThat(result.reason()).as(result.message()).isEqualTo("BadCheck");
    assertThat(result.message()).startsWith("Check unknown (rowCount) cannot be computed");
    Check malformed =
        CheckCases.check("malformed", Severity.ERROR, null, new QualityStep.Sql("SELECT FROM ("));
    result = check(films, good, malformed);
    assertThat(result.reason()).as(result.message()).isEqualTo("BadCheck");
    assertThat(result.message()).startsWith("Check malformed (sql) cannot be computed");
  }

  @Test
  void aMissingDatabaseIsNamed() throws Exception {
    List<Check> checks = List.of(CheckCases.check("rows", Severity.ERROR, null, count("4")));
    StepResult result = engines.check(step(films, athena("nowhere", "athena"), checks));
    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo("DatabaseNotFound");
    assertThat(result.message()).contains("Glue has no database nowhere. Create it, or correct");
  }

  @Test
  void anAthenaThatDoesNotAnswerMayComeBack() throws Exception {
    List<Check> checks = List.of(CheckCases.check("rows", Severity.ERROR, null, count("4")));
    QualityStep.Athena gone =
        new QualityStep.Athena(DATABASE, "primary", Datasets.STORE, "athena", "http://127.0.0.1:1");
    StepResult result = engines.check(step(films, gone, checks));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.reason()).isEqualTo("AthenaUnavailable");
    assertThat(result.message()).contains("http://127.0.0.1:1 does not answer");
  }

  @Test
  void anAttemptRemovesWhatAKilledOneHasLeft() throws Exception {
    QualityStep step =
        step(
            films,
            athena(DATABASE, "athena"),
            List.of(CheckCases.check("rows", Severity.ERROR, null, count("4"))));
    StepRequest killed = engines.request(Warehouses.run("r", "2026-11-21", 1, 1), null, step);
    Path own = Files.createDirectories(folder.resolve("process"));
    try (RunnerProcess process =
        RunnerProcess.start(
            WarehouseRunner.class.getName(),
            List.of("-Djava.library.path=" + System.getProperty("java.library.path")),
            Map.of(
                StepRequest.ENV,
                Json.MAPPER.writeValueAsString(killed),
                "SLUICE_HALT_AT_PHASE",
                "measure"),
            own)) {
      RunnerProcess.Ended ended = process.await();
      assertThat(ended.exitCode()).as(ended.output()).isEqualTo(137);
    }
    assertThat(glue.getTables(b -> b.databaseName(DATABASE)).tableList())
        .singleElement()
        .satisfies(table -> assertThat(table.name()).matches("sluice_films_[0-9a-f]{12}_1_1"));

    StepResult retry =
        engines.execute(engines.request(Warehouses.run("r", "2026-11-21", 2, 2), null, step));

    assertThat(retry.outcome()).as(retry.message()).isEqualTo(Outcome.SUCCEEDED);
  }
}
