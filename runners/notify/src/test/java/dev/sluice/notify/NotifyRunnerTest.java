package dev.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyRunnerTest {

  private static final String SECRET = "s3cr3t-value";

  @TempDir private Path folder;
  private FakeReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new FakeReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private StepResult run(StepRequest request) throws Exception {
    return new NotifyRunner().run(request, new StepContext(folder));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content + "\n").toString();
  }

  private StepRequest webhook(String url, String keyFile) {
    return Notices.request("tell", 1, new NotifyStep.Webhook(url, keyFile), null, List.of());
  }

  private StepRequest powerBi(boolean wait) throws IOException {
    return Notices.request(
        "tell",
        1,
        null,
        new NotifyStep.PowerBi(
            receiver.url("/login"),
            receiver.url("/api"),
            "tenant",
            "workspace",
            "dataset",
            file("clientId", "app-id"),
            file("clientSecret", SECRET),
            wait),
        List.of());
  }

  @Test
  void webhookTellsTheOutcomeAndWhatCameOfEachTask() throws Exception {
    receiver.on("/hook", (exchange, n) -> FakeReceiver.say(exchange, 204, ""));
    StepResult result = run(webhook(receiver.url("/hook?team=movies"), null));
    JsonNode body = Json.MAPPER.readTree(receiver.at("/hook").get(0).body());
    assertThat(body.path("type").asText()).isEqualTo("pipelinerun.failed");
    assertThat(body.at("/data/pipeline").asText()).isEqualTo("films");
    assertThat(body.at("/data/tasks/1/state").asText()).isEqualTo("Failed");
    assertThat(body.at("/data/tasks/1/reason").asText()).isEqualTo("SqlFailed");
    assertThat(body.at("/data/tasks/0/rows").asLong()).isEqualTo(7);
    assertThat(result.message()).contains("/hook").doesNotContain("team=movies");
  }

  @Test
  void webhookIsSignedAsStandardWebhooksHasItAndKeepsItsIdWhenSentAgain() throws Exception {
    receiver.on("/hook", (exchange, n) -> FakeReceiver.say(exchange, 200, "ok"));
    String key =
        file(
            "key",
            "whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
    run(webhook(receiver.url("/hook"), key));
    run(webhook(receiver.url("/hook"), key));
    FakeReceiver.Received first = receiver.at("/hook").get(0);
    assertThat(first.header("Webhook-id"))
        .isEqualTo(receiver.at("/hook").get(1).header("Webhook-id"));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] expected =
        mac.doFinal(
            (first.header("Webhook-id")
                    + "."
                    + first.header("Webhook-timestamp")
                    + "."
                    + first.body())
                .getBytes(StandardCharsets.UTF_8));
    assertThat(first.header("Webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(expected));
  }

  @Test
  void busyReceiverIsAskedAgainWhenItSaysTo() throws Exception {
    receiver.on(
        "/hook",
        (exchange, n) -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          FakeReceiver.say(exchange, n < 3 ? 429 : 200, "later");
        });
    long begin = System.nanoTime();
    run(webhook(receiver.url("/hook"), null));
    assertThat(receiver.at("/hook")).hasSize(3);
    assertThat(System.nanoTime() - begin).isGreaterThan(1_900_000_000L);
  }

  @Test
  void receiverThatAsksForALongWaitIsLeftToTheNextAttempt() {
    receiver.on(
        "/hook",
        (exchange, n) -> {
          exchange.getResponseHeaders().add("Retry-After", "3600");
          FakeReceiver.say(exchange, 429, "quota");
        });
    assertThatThrownBy(() -> run(webhook(receiver.url("/hook"), null)))
        .isInstanceOf(StepFailure.Transient.class)
        .hasMessageContaining("429")
        .hasMessageContaining("3600 s");
  }

  @Test
  void redirectIsNotFollowed() {
    receiver.on("/other", (exchange, n) -> FakeReceiver.say(exchange, 200, ""));
    receiver.on(
        "/hook",
        (exchange, n) -> {
          exchange.getResponseHeaders().add("Location", receiver.url("/other"));
          FakeReceiver.say(exchange, 302, "");
        });
    assertThatThrownBy(() -> run(webhook(receiver.url("/hook"), null)))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("redirect");
    assertThat(receiver.at("/other")).isEmpty();
  }

  @Test
  void privateAddressIsRefusedBeforeAnythingIsSent() {
    receiver.on("/hook", (exchange, n) -> FakeReceiver.say(exchange, 200, ""));
    StepRequest request =
        Notices.request(
            "tell",
            1,
            new NotifyStep.Webhook(receiver.url("/hook"), null),
            null,
            List.of("127.0.0.0/8"));
    assertThatThrownBy(() -> run(request))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("127.0.0.0/8")
        .hasMessageContaining("operator's configuration");
    assertThat(receiver.at("/hook")).isEmpty();
  }

  @Test
  void powerBiIsSignedInToAndAskedToRefresh() throws Exception {
    signIn();
    accept();
    StepResult result = run(powerBi(false));
    FakeReceiver.Received signIn = receiver.at("/login").get(0);
    assertThat(signIn.path()).isEqualTo("/login/tenant/oauth2/v2.0/token");
    assertThat(signIn.body())
        .contains("grant_type=client_credentials", "client_id=app-id", "client_secret=" + SECRET);
    FakeReceiver.Received refresh = receiver.at("/api").get(0);
    assertThat(refresh.path())
        .isEqualTo("/api/v1.0/myorg/groups/workspace/datasets/dataset/refreshes");
    assertThat(refresh.header("Authorization")).isEqualTo("Bearer token-1");
    assertThat(result.message()).contains("refreshes dataset").doesNotContain(SECRET);
  }

  @Test
  void wrongClientSecretIsSaidAsEntraSaysIt() throws Exception {
    receiver.on(
        "/login",
        (exchange, n) ->
            FakeReceiver.say(
                exchange,
                401,
                "{\"error_description\":\"AADSTS7000215: Invalid client secret.\"}"));
    StepRequest request = powerBi(false);
    assertThatThrownBy(() -> run(request))
        .isInstanceOfSatisfying(
            StepFailure.UserError.class,
            e -> assertThat(e.result().reason()).isEqualTo("WrongCredentials"))
        .hasMessageContaining("AADSTS7000215")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void endOfTheRefreshIsWaitedFor() throws Exception {
    signIn();
    accept();
    receiver.on(
        "/api/v1.0/myorg/groups/workspace/datasets/dataset/refreshes/refresh-7",
        (exchange, n) ->
            FakeReceiver.say(
                exchange,
                n < 3 ? 202 : 200,
                "{\"extendedStatus\":\"" + (n < 3 ? "InProgress" : "Completed") + "\"}"));
    NotifyStep.PowerBi step = powerBi(true).notification().powerBi();
    StepContext context = new StepContext(folder);
    PowerBiRefresh refresh =
        new PowerBiRefresh(
            step,
            new Receiver(dev.sluice.protocol.AddressPolicy.of(List.of()), context),
            context,
            java.time.Duration.ofMillis(50));
    assertThat(refresh.run().message()).contains("has refreshed").contains("refresh-7");
  }

  @Test
  void failedRefreshSaysWhy() throws Exception {
    signIn();
    accept();
    receiver.on(
        "/api/v1.0/myorg/groups/workspace/datasets/dataset/refreshes/refresh-7",
        (exchange, n) ->
            FakeReceiver.say(
                exchange,
                200,
                "{\"extendedStatus\":\"Failed\",\"messages\":[{\"message\":\"gateway is down\"}]}"));
    StepRequest request = powerBi(true);
    assertThatThrownBy(() -> run(request))
        .isInstanceOfSatisfying(
            StepFailure.UserError.class,
            e -> assertThat(e.result().reason()).isEqualTo("RefreshFailed"))
        .hasMessageContaining("gateway is down");
  }

  @Test
  void serverErrorIsTriedAgainLater() {
    receiver.on("/hook", (exchange, n) -> FakeReceiver.say(exchange, 503, "maintenance"));
    assertThatThrownBy(() -> run(webhook(receiver.url("/hook"), null)))
        .isInstanceOf(StepFailure.Transient.class)
        .hasMessageContaining("503")
        .hasMessageContaining("maintenance");
  }

  @Test
  void cancelledAttemptDoesNotWaitForTheAnswer() throws Exception {
    CompletableFuture<Void> never = new CompletableFuture<>();
    receiver.on("/hook", (exchange, n) -> never.join());
    Thread runner = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              while (receiver.at("/hook").isEmpty()) {
                Thread.onSpinWait();
              }
              runner.interrupt();
            });
    interrupter.start();
    assertThatThrownBy(() -> run(webhook(receiver.url("/hook"), null)))
        .isInstanceOf(InterruptedException.class);
    never.complete(null);
    interrupter.join();
  }

  private void signIn() {
    receiver.on(
        "/login",
        (exchange, n) -> FakeReceiver.say(exchange, 200, "{\"access_token\":\"token-" + n + "\"}"));
  }

  private void accept() {
    receiver.on(
        "/api/v1.0/myorg/groups/workspace/datasets/dataset/refreshes",
        (exchange, n) -> {
          exchange
              .getResponseHeaders()
              .add("Location", receiver.url(exchange.getRequestURI() + "/refresh-7"));
          FakeReceiver.say(exchange, 202, "");
        });
  }
}
