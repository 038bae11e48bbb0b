package dev.sluice.ingest;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.IngestStep.Unpack;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerContract;
import dev.sluice.protocol.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class IngestContractIT extends RunnerContract {

  private static FakeWebServer web;
  private static LakeFixture lake;

  @BeforeAll
  static void start() throws Exception {
    lake = LakeFixture.create();
    web = new FakeWebServer();
    web.bytes("/data.zip", Archives.zip("a.csv", "x,y\n1,2\n", "b.csv", "x\n1\n"));
    web.endless("/endless");
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  @Override
  protected String mainClass() {
    return IngestRunner.class.getName();
  }

  @Override
  protected StepRequest succeeding(String name, int attempt) {
    return IngestRequests.request(
        lake, run(name, attempt), name, IngestRequests.http(web.url("/data.zip"), Unpack.ZIP));
  }

  @Override
  protected StepRequest wrong(String name) {
    return IngestRequests.request(
        lake, run(name, 1), name, IngestRequests.http(web.url("/missing"), Unpack.NONE));
  }

  @Override
  protected StepRequest unanswered(String name) {
    return IngestRequests.request(
        lake, run(name, 1), name, IngestRequests.http("http://127.0.0.1:1/a", Unpack.NONE));
  }

  @Override
  protected StepRequest lasting(String name) {
    return IngestRequests.request(
        lake, run(name, 1), name, IngestRequests.http(web.url("/endless"), Unpack.NONE));
  }

  @Override
  protected String lastingMark() {
    return "fetch " + web.url("/endless") + ": ";
  }

  @Override
  protected boolean visible(StepRequest request) {
    try (ObjectStore store = lake.open("lake/")) {
      return !store.list(request.ingest().output().path() + "/_sluice").isEmpty();
    }
  }

  @Override
  protected Optional<byte[]> stored(StepRequest request, String file) throws IOException {
    String path = request.report().path();
    try (ObjectStore store = lake.open("lake/")) {
      if (store.list(path).stream().noneMatch(o -> o.path().equals(path + "/" + file))) {
        return Optional.empty();
      }
      Path copy = Files.createTempFile("report", "");
      store.get(path + "/" + file, copy);
      byte[] content = Files.readAllBytes(copy);
      Files.delete(copy);
      return Optional.of(content);
    }
  }

  @Override
  protected List<String> phasesBeforeCommit() {
    return List.of("fetch", "unpack", "upload", "commit");
  }

  @Override
  protected List<String> phasesAfterCommit() {
    return List.of("committed", "cleaned");
  }

  @Override
  protected List<String> secrets() {
    try {
      return List.of(Files.readString(lake.keys().resolve("secretAccessKey")).strip());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static RunContext run(String name, int attempt) {
    return IngestRequests.run(name, "2026-11-21", attempt, attempt);
  }
}
