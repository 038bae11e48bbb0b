package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.column;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.RunnerContract;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.TransformStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of every runner; {@link ProcessIT} kills this one in the other phases too. */
class SparkContractIT extends RunnerContract {

  private static LakeFixture fixture;
  private static FakeLake lake;

  @BeforeAll
  static void start() throws Exception {
    fixture = LakeFixture.create();
    lake = new FakeLake(fixture, "contract");
    lake.raw("raw", false, DATE, "ratings.csv", "userId,rating\n1,4.0\n2,3.5\n");
    lake.raw("broken", false, DATE, "ratings.csv", "userId,rating\n1,4.0\n2\n");
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  @Override
  protected String mainClass() {
    return SparkRunner.class.getName();
  }

  @Override
  protected List<String> jvmArguments() {
    return List.of("@src/main/jvm.options");
  }

  @Override
  protected StepRequest succeeding(String name, int attempt) {
    return request(name, attempt, "raw", "SELECT * FROM ratings");
  }

  @Override
  protected StepRequest wrong(String name) {
    return request(name, 1, "broken", "SELECT * FROM ratings");
  }

  @Override
  protected StepRequest unanswered(String name) {
    StepRequest known = succeeding(name, 1);
    StoreConnection away =
        fixture.connection(
            fixture.bucket(),
            "contract/",
            "http://127.0.0.1:1",
            fixture.keys().resolve("secretAccessKey"));
    return new StepRequest(
        known.protocolVersion(),
        known.run(),
        Map.of("lake", away),
        known.warehouses(),
        known.report(),
        null,
        known.transform(),
        null,
        null,
        null,
        null,
        null);
  }

  @Override
  protected StepRequest lasting(String name) {
    return request(name, 1, "raw", "SELECT sum(id * 7 % 11) AS s FROM range(1000000000000)");
  }

  @Override
  protected String lastingMark() {
    return "Running the query";
  }

  @Override
  protected boolean visible(StepRequest request) {
    return !lake.store()
        .list(request.transform().outputs().get(0).target().path() + "/_sluice")
        .isEmpty();
  }

  @Override
  protected Optional<byte[]> stored(StepRequest request, String file) throws IOException {
    String path = request.report().path() + "/" + file;
    if (lake.store().list(request.report().path()).stream()
        .noneMatch(object -> object.path().equals(path))) {
      return Optional.empty();
    }
    Path copy = Files.createTempFile("report", "");
    lake.store().get(path, copy);
    return Optional.of(Files.readAllBytes(copy));
  }

  @Override
  protected List<String> phasesBeforeCommit() {
    return List.of("upload");
  }

  @Override
  protected List<String> phasesAfterCommit() {
    return List.of("committed");
  }

  @Override
  protected List<String> secrets() {
    try {
      return List.of(Files.readString(fixture.keys().resolve("secretAccessKey")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StepRequest request(String name, int attempt, String dataset, String sql) {
    return lake.request(
        run(name, DATE, attempt),
        TransformStep.query(
            List.of(
                input(
                    "ratings", dataset, csv(column("userId", "int"), column("rating", "double")))),
            sql,
            output(name)));
  }
}
