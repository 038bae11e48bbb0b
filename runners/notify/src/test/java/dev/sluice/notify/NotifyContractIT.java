package dev.sluice.notify;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.RunnerContract;
import dev.sluice.protocol.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NotifyContractIT extends RunnerContract {

  private static final String SECRET = "signing-secret-value";

  private static FakeReceiver receiver;
  private static LakeFixture lake;
  private static Path key;

  @BeforeAll
  static void start() throws Exception {
    lake = LakeFixture.create();
    receiver = new FakeReceiver();
    key = Files.writeString(Files.createTempFile("signing", ""), SECRET);
    receiver.on("/hook", (exchange, n) -> FakeReceiver.say(exchange, 200, ""));
    receiver.on("/gone", (exchange, n) -> FakeReceiver.say(exchange, 404, "no such hook"));
    receiver.on("/slow", (exchange, n) -> new CompletableFuture<Void>().join());
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @Override
  protected String mainClass() {
    return NotifyRunner.class.getName();
  }

  private static StepRequest to(String name, int attempt, String url) {
    return Notices.request(
        name,
        attempt,
        new NotifyStep.Webhook(url, key.toString()),
        null,
        List.of(),
        Map.of("lake", lake.connection("lake/")));
  }

  @Override
  protected StepRequest succeeding(String name, int attempt) {
    return to(name, attempt, receiver.url("/hook/" + name));
  }

  @Override
  protected StepRequest wrong(String name) {
    return to(name, 1, receiver.url("/gone/" + name));
  }

  @Override
  protected StepRequest unanswered(String name) {
    return to(name, 1, "http://127.0.0.1:1/" + name);
  }

  @Override
  protected StepRequest lasting(String name) {
    return to(name, 1, receiver.url("/slow/" + name));
  }

  @Override
  protected String lastingMark() {
    return "Tells";
  }

  @Override
  protected boolean visible(StepRequest request) {
    String path = java.net.URI.create(request.notification().webhook().url()).getPath();
    return path.startsWith("/hook") && !receiver.at(path).isEmpty();
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
    return List.of("send");
  }

  @Override
  protected List<String> phasesAfterCommit() {
    return List.of("sent");
  }

  @Override
  protected List<String> secrets() {
    return List.of(SECRET);
  }
}
