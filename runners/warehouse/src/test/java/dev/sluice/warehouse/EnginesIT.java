package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queries of {@code engines.sql} give the same rows on Spark and on DuckDB: those that are the
 * same text for both, and the pairs that docs/transforms.md lists.
 */
@ExtendWith(LakeFixture.Extension.class)
class EnginesIT {

  private static final String DATE = "2026-11-21";
  private static final Path SPARK = Path.of("../spark");
  private static final long SPARK_SECONDS = 180;

  private static final String MOVIES =
      """
      movieId,title,genres
      1,Toy Story (1995),Adventure|Animation
      2,"Matrix, The (1999)",Action|Sci-Fi
      3,No Year At All,(no genres listed)
      4,Metropolis (1927),Drama|Sci-Fi
      """;
  private static final String RATINGS =
      """
      userId,movieId,rating,timestamp,price
      1,1,4.0,1112486027,9.99
      1,2,3.5,1112484676,
      2,1,5.0,974817600,0.10
      2,4,,974820889,3.75
      3,2,0.5,1577836799,2.50
      """;

  private final LakeFixture lake;
  private final Path folder;
  private final Datasets datasets;
  private final Warehouses warehouses;

  EnginesIT(LakeFixture lake, @TempDir Path folder) {
    this.lake = lake;
    this.folder = folder;
    this.datasets = new Datasets(lake, folder);
    this.warehouses = new Warehouses(lake, folder);
  }

  @Test
  void bothEnginesGiveTheSameRows() throws Exception {
    Map<String, Map<String, String>> queries = queries();
    assertThat(queries).hasSizeGreaterThan(20);
    List<TransformStep.Input> inputs = inputs();
    StepResult duckdb = warehouses.execute(request("duckdb", inputs, queries));
    assertThat(duckdb.outcome()).as(duckdb.message()).isEqualTo(Outcome.SUCCEEDED);
    StepResult spark = onSpark(request("spark", inputs, queries));
    assertThat(spark.outcome()).as(spark.message()).isEqualTo(Outcome.SUCCEEDED);
    SoftAssertions each = new SoftAssertions();
    for (String name : queries.keySet()) {
      List<String> rows = rows(target("spark", name));
      each.assertThat(rows).as(name).isNotEmpty();
      each.assertThat(rows(target("duckdb", name))).as(name).isEqualTo(rows);
    }
    each.assertAll();
  }

  /** Queries by name and engine: one behind {@code -- name} is that of both engines. */
  private static Map<String, Map<String, String>> queries() throws Exception {
    String text;
    try (InputStream in = EnginesIT.class.getResourceAsStream("engines.sql")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, Map<String, String>> queries = new LinkedHashMap<>();
    for (String block : text.split("(?m)^-- (?=\\w)")) {
      String[] nameAndQuery = block.split("\n", 2);
      if (nameAndQuery[0].isBlank()) {
        continue;
      }
      String[] name = nameAndQuery[0].strip().split(" ");
      for (String engine : name.length > 1 ? List.of(name[1]) : List.of("spark", "duckdb")) {
        queries
            .computeIfAbsent(name[0], n -> new LinkedHashMap<>())
            .put(engine, nameAndQuery[1].strip());
      }
    }
    return queries;
  }

  private List<TransformStep.Input> inputs() throws Exception {
    DatasetRef movies =
        csv(
            "movies",
            MOVIES,
            column("movieId", "bigint"),
            column("title", "string"),
            column("genres", "string"));
    DatasetRef ratings =
        csv(
            "ratings",
            RATINGS,
            column("userId", "bigint"),
            column("movieId", "bigint"),
            column("rating", "decimal(2,1)"),
            column("timestamp", "bigint"),
            column("price", "double"));
    return List.of(
        new TransformStep.Input("movies", movies), new TransformStep.Input("ratings", ratings));
  }

  private DatasetRef csv(String name, String text, Format.Column... columns) throws Exception {
    return datasets.publish(
        name,
        "",
        Datasets.csvFormat(columns),
        List.of(),
        Map.of(name + ".csv", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Format.Column column(String name, String type) {
    return new Format.Column(name, type);
  }

  private static DatasetTarget target(String engine, String query) {
    return new DatasetTarget(engine + "." + query, Datasets.STORE, engine + "/" + query, List.of());
  }

  private StepRequest request(
      String engine, List<TransformStep.Input> inputs, Map<String, Map<String, String>> queries) {
    List<TransformStep.Output> outputs = new ArrayList<>();
    queries.forEach(
        (name, sql) ->
            outputs.add(new TransformStep.Output(name, sql.get(engine), target(engine, name))));
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        new RunContext("default", engine, "uid-" + engine, "engines", DATE, 1, 1),
        Map.of(Datasets.STORE, lake.connection(Datasets.PREFIX)),
        Map.of(),
        null,
        null,
        new TransformStep(inputs, null, null, outputs),
        null,
        null,
        null,
        null,
        null);
  }

  /** The Spark runner has a class path of its own; the build has just made it. */
  private StepResult onSpark(StepRequest request) throws Exception {
    Path result = folder.resolve("spark-result.json");
    Path printed = folder.resolve("spark.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + SPARK.resolve("src/main/jvm.options"),
                "-Xmx600m",
                "-cp",
                SPARK.resolve("target") + "/*:" + SPARK.resolve("target/lib") + "/*",
                "dev.sluice.spark.SparkRunner")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put(StepRequest.ENV, Json.MAPPER.writeValueAsString(request));
    builder.environment().put(StepResult.ENV, result.toString());
    builder
        .environment()
        .put("SLUICE_SCRATCH", Files.createDirectory(folder.resolve("spark-scratch")).toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(SPARK_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(result).as(Files.readString(printed)).exists();
    return Json.MAPPER.readValue(result.toFile(), StepResult.class);
  }

  private List<String> rows(DatasetTarget target) throws Exception {
    Path copies = Files.createTempDirectory(folder, "copies");
    List<String> files = new ArrayList<>();
    DatasetRef ref =
        new DatasetRef(
            target.dataset(), target.store(), target.path(), false, SliceSelection.RUN, null, null);
    try (ObjectStore store = lake.open(Datasets.PREFIX)) {
      for (DataFile file : DatasetReader.read(store, ref, DATE).files()) {
        Path copy = copies.resolve(file.path());
        store.get(file.key(), copy);
        files.add("'" + copy + "'");
      }
    }
    return warehouses.rows("SELECT * FROM read_parquet(" + files + ") ORDER BY ALL");
  }
}
