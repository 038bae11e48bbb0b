package dev.sluice.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Refreshes a dataset of Power BI as a service principal, by the REST API "Datasets - Refresh
 * Dataset In Group" and, to wait for it, "Get Refresh Execution Details In Group"
 * (learn.microsoft.com/rest/api/power-bi/datasets).
 */
final class PowerBiRefresh {

  private static final String SCOPE = "https://analysis.windows.net/powerbi/api/.default";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final NotifyStep.PowerBi step;
  private final Receiver receiver;
  private final StepContext context;
  private final Duration lookEvery;

  PowerBiRefresh(NotifyStep.PowerBi step, Receiver receiver, StepContext context) {
    this(step, receiver, context, LOOK_EVERY);
  }

  PowerBiRefresh(
      NotifyStep.PowerBi step, Receiver receiver, StepContext context, Duration lookEvery) {
    this.step = step;
    this.receiver = receiver;
    this.context = context;
    this.lookEvery = lookEvery;
  }

  /** The last state of a refresh, as Power BI names it. */
  record Report(String workspaceId, String datasetId, String refresh, String status) {}

  StepResult run() throws IOException, InterruptedException {
    context.phase("sign-in");
    Map<String, String> authorization = Map.of("Authorization", "Bearer " + token());
    URI refreshes =
        URI.create(
            step.apiUrl()
                + "/v1.0/myorg/groups/"
                + step.workspaceId()
                + "/datasets/"
                + step.datasetId()
                + "/refreshes");
    context.phase("send");
    Receiver.Answer answer =
        receiver.post(
            "Power BI dataset " + step.datasetId(),
            refreshes,
            authorization,
            "application/json",
            // The type makes it an enhanced refresh, whose end can be asked for by its id.
            "{\"type\":\"Full\",\"notifyOption\":\"NoNotification\"}");
    String id = answer.headers().getOrDefault("x-ms-request-id", "");
    String location = answer.headers().getOrDefault("Location", "");
    if (!location.isEmpty()) {
      id = location.substring(location.lastIndexOf('/') + 1);
    }
    context.phase("sent");
    String status = step.waitForRefresh() ? await(refreshes, id, authorization) : "Accepted";
    context.report(new Report(step.workspaceId(), step.datasetId(), id, status));
    return StepResult.succeeded(
        "Power BI "
            + (step.waitForRefresh() ? "has refreshed" : "refreshes")
            + " dataset "
            + step.datasetId()
            + " (refresh "
            + id
            + ").",
        StepResult.Results.judged(null, refreshes.toString(), 1, 0, 0, 0));
  }

  private String token() throws InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", Receiver.secret(step.clientIdFile()));
    form.put("client_secret", Receiver.secret(step.clientSecretFile()));
    form.put("scope", SCOPE);
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    Receiver.Answer answer;
    try {
      answer =
          receiver.post(
              "Sign-in of tenant " + step.tenantId(),
              URI.create(step.authorityUrl() + "/" + step.tenantId() + "/oauth2/v2.0/token"),
              Map.of(),
              "application/x-www-form-urlencoded",
              body);
    } catch (StepFailure.UserError e) {
      // Entra answers a wrong id or secret with 400 or 401, and says which it is.
      throw new StepFailure.UserError("WrongCredentials", e.result().message(), e);
    }
    String token = json(answer).path("access_token").asText();
    if (token.isEmpty()) {
      throw new StepFailure.UserError(
          "WrongCredentials", "Sign-in of tenant " + step.tenantId() + " gave no access_token.");
    }
    return token;
  }

  private String await(URI refreshes, String id, Map<String, String> authorization)
      throws InterruptedException {
    if (id.isEmpty()) {
      throw new StepFailure.UserError(
          "RefreshUnknown",
          "Power BI accepted the refresh but gave it no id to ask for: set"
              + " spec.powerBi.waitForRefresh to false.");
    }
    URI uri = URI.create(refreshes + "/" + id);
    while (true) {
      context.checkCancelled();
      Receiver.Answer answer = receiver.get("Refresh " + id, uri, authorization);
      JsonNode refresh = json(answer);
      String status = refresh.path("extendedStatus").asText(refresh.path("status").asText());
      switch (status) {
        case "Completed":
          return status;
        case "Failed", "Disabled", "Cancelled", "TimedOut":
          throw new StepFailure.UserError(
              "RefreshFailed",
              "Power BI could not refresh dataset "
                  + step.datasetId()
                  + " ("
                  + status
                  + "): "
                  + refresh.path("serviceExceptionJson").asText(messages(refresh))
                  + ".");
        default:
          receiver.pause(lookEvery);
      }
    }
  }

  private static String messages(JsonNode refresh) {
    StringBuilder text = new StringBuilder();
    refresh.path("messages").forEach(m -> text.append(m.path("message").asText()).append(' '));
    return text.isEmpty() ? "it says nothing more" : text.toString().strip();
  }

  private static JsonNode json(Receiver.Answer answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new StepFailure.Transient(
          "ReceiverUnavailable", "The answer is no JSON: " + e.getOriginalMessage() + ".", e);
    }
  }
}
