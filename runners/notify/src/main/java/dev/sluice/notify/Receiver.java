package dev.sluice.notify;

import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other side of a notification. Waits as a receiver asks by {@code Retry-After} (RFC 9110,
 * section 10.2.3), but not for long: a later attempt of the step is the better waiting.
 */
final class Receiver {

  private static final Logger log = LoggerFactory.getLogger(Receiver.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration WAIT_AT_MOST = Duration.ofSeconds(60);
  private static final int MAX_SHOWN = 300;

  private final AddressPolicy policy;
  private final StepContext context;
  // Redirects are not followed: a signed or authorised request is for the server that was named.
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Receiver(AddressPolicy policy, StepContext context) {
    this.policy = policy;
    this.context = context;
  }

  /** An answer with a status below 300. */
  record Answer(int status, String body, Map<String, String> headers) {}

  /** Sends a document. */
  Answer post(String who, URI uri, Map<String, String> headers, String type, String body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    return send(who, uri, request);
  }

  /** Asks for a document. */
  Answer get(String who, URI uri, Map<String, String> headers) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    headers.forEach(request::header);
    return send(who, uri, request);
  }

  private Answer send(String who, URI uri, HttpRequest.Builder builder)
      throws InterruptedException {
    policy.check(uri, who);
    HttpRequest request =
        builder.timeout(ANSWER_WITHIN).header("User-Agent", "sluice-notify").build();
    Duration waited = Duration.ZERO;
    while (true) {
      HttpResponse<String> response = exchange(who, request);
      if (response.statusCode() < 300) {
        Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return new Answer(response.statusCode(), response.body(), headers);
      }
      Duration wait = retryAfter(response);
      waited = waited.plus(wait);
      if (response.statusCode() != 429 || wait.isZero() || waited.compareTo(WAIT_AT_MOST) > 0) {
        throw refused(who, response, wait);
      }
      log.info("{} is busy and asks to wait {} s", who, wait.toSeconds());
      pause(wait);
    }
  }

  /** Waits, unless the attempt is cancelled. */
  void pause(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < end) {
      context.checkCancelled();
      TimeUnit.MILLISECONDS.sleep(
          Math.min(200, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
    }
  }

  private HttpResponse<String> exchange(String who, HttpRequest request)
      throws InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, BodyHandlers.ofString());
    try {
      while (true) {
        try {
          return answer.get(200, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          context.checkCancelled();
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String host = request.uri().getHost();
      if (cause instanceof SSLException) {
        throw new StepFailure.UserError(
            "ReceiverUntrusted",
            who + ": the connection to " + host + " is not secure: " + cause.getMessage() + ".",
            cause);
      }
      String why =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw new StepFailure.Transient(
          "ReceiverUnavailable", who + ": " + host + " does not answer: " + why + ".", cause);
    } finally {
      answer.cancel(true);
    }
  }

  /** Seconds or a date; zero when there is none that can be read. */
  private static Duration retryAfter(HttpResponse<String> response) {
    String value = response.headers().firstValue("Retry-After").orElse("").strip();
    if (value.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), at);
      return wait.isNegative() ? Duration.ofSeconds(1) : wait;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static StepFailure refused(String who, HttpResponse<String> response, Duration wait) {
    int status = response.statusCode();
    String said = response.body().strip().replaceAll("\\s+", " ");
    String what =
        who
            + " answered HTTP "
            + status
            + (said.isEmpty()
                ? ""
                : ": " + (said.length() > MAX_SHOWN ? said.substring(0, MAX_SHOWN) + "…" : said));
    if (status == 429 || status == 408 || status >= 500) {
      return new StepFailure.Transient(
          "ReceiverUnavailable",
          what + (wait.isZero() ? "" : " (it asks to wait " + wait.toSeconds() + " s)") + ".",
          null);
    }
    if (status == 401 || status == 403) {
      return new StepFailure.UserError("WrongCredentials", what + ". Check the Secret.");
    }
    if (status < 400) {
      return new StepFailure.UserError(
          "ReceiverMoved", what + ", a redirect, which is not followed: use the address it names.");
    }
    return new StepFailure.UserError("ReceiverRefused", what + ".");
  }

  /** The content of a mounted Secret's key. */
  static String secret(String file) {
    try {
      String value = Files.readString(Path.of(file)).strip();
      if (value.isEmpty()) {
        throw new StepFailure.UserError("WrongCredentials", "The key " + name(file) + " is empty.");
      }
      return value;
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The key " + name(file) + " cannot be read: does the Secret have it?",
          e);
    }
  }

  private static String name(String file) {
    return String.valueOf(Path.of(file).getFileName());
  }
}
