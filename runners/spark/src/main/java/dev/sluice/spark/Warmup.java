package dev.sluice.spark;

import dev.sluice.lake.LoopbackStore;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.TransformStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs small transforms against a store in memory, so that the JVM can write an archive of the
 * classes that a real step loads ({@code warm.sh}).
 */
public final class Warmup {

  private static final String DATE = "2026-01-01";
  private static final String RATINGS =
      "userId,movieId,rating,timestamp\n1,10,4.0,964982703\n2,20,3.5,964982224\n";
  private static final String MOVIES = "movieId,title\n10,\"Toy Story (1995)\"\n20,Heat\n";
  private static final String SQL =
      "SELECT m.title, r.movieId AS movie_id, avg(r.rating) AS rating, count(*) AS ratings,"
          + " max(timestamp_seconds(r.timestamp)) AS rated_at,"
          + " cast(floor(max(r.movieId) / 10) AS int) AS shelf"
          + " FROM ratings r JOIN movies m ON m.movieId = r.movieId GROUP BY 1, 2";

  private final StoreConnection connection;
  private final Path scratch;

  private Warmup(StoreConnection connection, Path scratch) {
    this.connection = connection;
    this.scratch = scratch;
  }

  /**
   * Runs everything once and exits.
   *
   * @param args a folder for temporary files
   */
  public static void main(String[] args) throws Exception {
    Path scratch = Files.createTempDirectory(Path.of(args[0]), "warmup-");
    try (LoopbackStore server = new LoopbackStore()) {
      new Warmup(server.connection(scratch), scratch).run();
    }
    // Not a return: threads of Spark would keep the process, and its archive is written at exit.
    System.exit(0);
  }

  private void run() throws Exception {
    try (ObjectStore store = ObjectStore.connect(connection)) {
      LoopbackStore.publish(store, "ratings", RATINGS, scratch);
      LoopbackStore.publish(store, "movies", MOVIES, scratch);
    }
    Format ratings =
        csv(
            List.of(
                new Format.Column("userId", "int"),
                new Format.Column("movieId", "int"),
                new Format.Column("rating", "double"),
                new Format.Column("timestamp", "bigint")));
    transform(
        TransformStep.query(
            List.of(
                new TransformStep.Input("ratings", raw("ratings", ratings)),
                new TransformStep.Input("movies", raw("movies", csv(List.of())))),
            SQL,
            target("shelves", List.of("run_date", "shelf"))));
    transform(
        TransformStep.query(
            List.of(
                new TransformStep.Input(
                    "shelves",
                    new DatasetRef(
                        "shelves", "lake", "shelves", true, SliceSelection.RUN, null, null))),
            "SELECT * FROM shelves ORDER BY rating DESC",
            target("top", List.of("run_date"))));
  }

  private void transform(TransformStep step) throws Exception {
    StepRequest request =
        new StepRequest(
            StepRequest.PROTOCOL_VERSION,
            new RunContext("warmup", "warmup", "warmup", "warmup", DATE, 1, 1),
            Map.of("lake", connection),
            Map.of(),
            null,
            null,
            step,
            null,
            null,
            null,
            null,
            null);
    // Through JSON, because a real request comes so.
    String json = Json.MAPPER.writeValueAsString(request);
    new SparkRunner(LocalSpark::open)
        .run(Json.MAPPER.readValue(json, StepRequest.class), new StepContext(folder()));
  }

  private Path folder() throws IOException {
    return Files.createTempDirectory(scratch, "step-");
  }

  private static DatasetRef raw(String dataset, Format format) {
    return new DatasetRef(dataset, "lake", dataset, false, SliceSelection.RUN, null, format);
  }

  private static DatasetTarget target(String dataset, List<String> partitionBy) {
    return new DatasetTarget(dataset, "lake", dataset, partitionBy);
  }

  private static Format csv(List<Format.Column> columns) {
    return new Format(Format.Type.CSV, true, ",", "\"", "\"", "", false, columns);
  }
}
