package dev.sluice.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A POST with the outcome of a run, signed as <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a> has it. Its {@code webhook-id} is the same for each attempt, so that a receiver
 * knows a repetition.
 */
final class WebhookNotice {

  private static final Logger log = LoggerFactory.getLogger(WebhookNotice.class);
  private static final String KEY_PREFIX = "whsec_";

  private final NotifyStep.Webhook webhook;
  private final Receiver receiver;

  WebhookNotice(NotifyStep.Webhook webhook, Receiver receiver) {
    this.webhook = webhook;
    this.receiver = receiver;
  }

  /** The document that is sent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Message(String type, String timestamp, Data data) {}

  /** What happened. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      String pipeline,
      String run,
      String namespace,
      String date,
      @Nullable String startedAt,
      List<Task> tasks) {}

  /** How a task ended. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Task(
      String name,
      String kind,
      NotifyStep.State state,
      @Nullable String startedAt,
      @Nullable String finishedAt,
      @Nullable String reason,
      @Nullable String message,
      @Nullable Long rows) {}

  StepResult send(RunContext run, NotifyStep.RunEnd end, StepContext context)
      throws IOException, InterruptedException {
    URI uri = URI.create(webhook.url());
    String shown = uri.getScheme() + "://" + uri.getAuthority() + uri.getRawPath();
    Message message = message(run, end);
    String body = Json.MAPPER.writeValueAsString(message);
    String id = "msg_" + run.uid() + "_" + run.task();
    long seconds = Clock.systemUTC().instant().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", String.valueOf(seconds));
    if (webhook.signingKeyFile() != null) {
      byte[] key = key(Receiver.secret(webhook.signingKeyFile()));
      headers.put("webhook-signature", "v1," + sign(key, id + "." + seconds + "." + body));
    }
    log.info("Tells {} that {}", shown, words(message));
    context.phase("send");
    Receiver.Answer answer =
        receiver.post("Webhook " + shown, uri, headers, "application/json", body);
    context.phase("sent");
    context.report(message);
    return StepResult.succeeded(
        "Told " + shown + " that " + words(message) + " (HTTP " + answer.status() + ").",
        StepResult.Results.judged(null, shown, 1, 0, 0, 0));
  }

  private static Message message(RunContext run, NotifyStep.RunEnd end) {
    List<Task> tasks =
        end.tasks().stream()
            .map(
                t ->
                    new Task(
                        t.name(),
                        t.kind(),
                        t.state(),
                        t.startedAt(),
                        t.finishedAt(),
                        t.reason(),
                        t.message(),
                        t.rows()))
            .toList();
    return new Message(
        end.succeeded() ? "pipelinerun.succeeded" : "pipelinerun.failed",
        Clock.systemUTC().instant().toString(),
        new Data(end.pipeline(), run.name(), run.namespace(), run.date(), end.startedAt(), tasks));
  }

  private static String words(Message message) {
    return "run "
        + message.data().run()
        + (message.type().endsWith("succeeded") ? " succeeded" : " failed");
  }

  private static byte[] key(String secret) {
    if (!secret.startsWith(KEY_PREFIX)) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(KEY_PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The signing key starts with whsec_ but is not base64 behind it: correct the Secret.",
          e);
    }
  }

  private static String sign(byte[] key, String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has HmacSHA256.", e);
    }
  }
}
