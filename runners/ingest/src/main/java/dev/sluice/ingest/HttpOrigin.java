package dev.sluice.ingest;

import dev.sluice.lake.SourceState;
import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A file behind http or https. Redirects are followed by hand, for each has to be checked. */
final class HttpOrigin implements Origin {

  private static final int MAX_REDIRECTS = 5;
  private static final Duration HEADERS_WITHIN = Duration.ofSeconds(60);
  private static final Duration STALLED_AFTER = Duration.ofSeconds(60);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient client;
  private final AddressPolicy policy;
  private final IngestStep.Http spec;
  private final URI uri;

  HttpOrigin(HttpClient client, AddressPolicy policy, IngestStep.Http spec) {
    this.client = client;
    this.policy = policy;
    this.spec = spec;
    this.uri = parse(spec.url());
  }

  /** Without user info and query, which often hold credentials. */
  @Override
  public String name() {
    return shown(uri);
  }

  @Override
  public String identity() {
    return spec.url();
  }

  @Override
  public String defaultPath() {
    String path = uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public @Nullable Fetched fetch(Path target, @Nullable SourceState known, StepContext context)
      throws IOException, InterruptedException {
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      policy.check(at, "Source " + name());
      HttpResponse<@Nullable Download> response = send(at, target, known, context);
      int status = response.statusCode();
      if (status == 304 && known != null) {
        return null;
      }
      Download body = response.body();
      if (status == 200 && body != null) {
        return new Fetched(
            body.bytes(),
            body.sha256(),
            response.headers().firstValue("ETag").orElse(null),
            response.headers().firstValue("Last-Modified").orElse(null));
      }
      if (!REDIRECTS.contains(status)) {
        throw refused(at, status);
      }
      at = next(at, response.headers().firstValue("Location").orElse(""));
    }
    throw new StepFailure.UserError(
        "TooManyRedirects",
        "Source "
            + name()
            + " redirects more than "
            + MAX_REDIRECTS
            + " times: use the url it ends at.");
  }

  private HttpResponse<@Nullable Download> send(
      URI at, Path target, @Nullable SourceState known, StepContext context)
      throws IOException, InterruptedException {
    AtomicReference<@Nullable Download> download = new AtomicReference<>();
    CompletableFuture<HttpResponse<@Nullable Download>> answer =
        client.sendAsync(request(at, known), info -> receive(info, target, context, download));
    try {
      while (true) {
        try {
          return answer.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          context.checkCancelled();
          Download body = download.get();
          if (body != null && body.idle().compareTo(STALLED_AFTER) > 0) {
            throw new StepFailure.Transient(
                "SourceUnavailable",
                "Source "
                    + name()
                    + " sent nothing for "
                    + STALLED_AFTER.toSeconds()
                    + " s after "
                    + body.bytes()
                    + " bytes.",
                e);
          }
        }
      }
    } catch (ExecutionException e) {
      Download body = download.get();
      IOException diskFailure = body == null ? null : body.diskFailure();
      if (diskFailure != null) {
        throw diskFailure;
      }
      throw broken(at, e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private HttpResponse.BodySubscriber<@Nullable Download> receive(
      HttpResponse.ResponseInfo info,
      Path target,
      StepContext context,
      AtomicReference<@Nullable Download> download) {
    if (info.statusCode() != 200) {
      return HttpResponse.BodySubscribers.replacing(null);
    }
    try {
      long total = info.headers().firstValueAsLong("Content-Length").orElse(0);
      Download body = new Download(target, context.progress("fetch " + name(), "bytes", total));
      download.set(body);
      return HttpResponse.BodySubscribers.mapping(body, done -> done);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private HttpRequest request(URI at, @Nullable SourceState known) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at).timeout(HEADERS_WITHIN).header("User-Agent", "sluice-ingest");
    if (spec.bearerTokenFile() != null && sameOrigin(at)) {
      request.header("Authorization", "Bearer " + token(Path.of(spec.bearerTokenFile())));
    }
    if (known != null && known.etag() != null) {
      request.header("If-None-Match", known.etag());
    }
    if (known != null && known.lastModified() != null) {
      request.header("If-Modified-Since", known.lastModified());
    }
    return request.build();
  }

  private String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The token file "
              + file
              + " for source "
              + name()
              + " cannot be read: does the Secret have this key?",
          e);
    }
  }

  /** A token is only for the server that the user named. */
  private boolean sameOrigin(URI at) {
    return at.getScheme().equalsIgnoreCase(uri.getScheme())
        && at.getHost().equalsIgnoreCase(uri.getHost())
        && at.getPort() == uri.getPort();
  }

  private URI next(URI from, String location) {
    URI to;
    try {
      to = from.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw badRedirect("to \"" + location + "\", which is no url", e);
    }
    if (location.isEmpty() || to.getHost() == null || !isHttp(to)) {
      throw badRedirect("to \"" + location + "\", which is no http or https url", null);
    }
    if (from.getScheme().equalsIgnoreCase("https") && to.getScheme().equalsIgnoreCase("http")) {
      throw badRedirect("from https to http (" + shown(to) + "), which anybody could change", null);
    }
    return to;
  }

  private StepFailure.UserError badRedirect(String how, @Nullable Exception e) {
    return new StepFailure.UserError(
        "BadRedirect", "Source " + name() + " redirects " + how + ": use another url.", e);
  }

  private StepFailure refused(URI at, int status) {
    String who = "Source " + name() + (at.equals(uri) ? "" : " (redirected to " + shown(at) + ")");
    return switch (status) {
      case 404, 410 ->
          new StepFailure.UserError(
              "SourceNotFound", who + " does not exist (HTTP " + status + "): check its url.");
      case 401, 403 ->
          new StepFailure.UserError(
              "SourceForbidden",
              who
                  + " may not be read (HTTP "
                  + status
                  + "): "
                  + (spec.bearerTokenFile() == null
                      ? "give it a token with bearerTokenSecretRef."
                      : "check the token in its Secret."));
      case 408, 425, 429 -> unavailable(who, status);
      default ->
          status >= 500
              ? unavailable(who, status)
              : new StepFailure.UserError(
                  "SourceRefused",
                  who + " answered HTTP " + status + " instead of the file: check its url.");
    };
  }

  private static StepFailure unavailable(String who, int status) {
    return new StepFailure.Transient(
        "SourceUnavailable", who + " answered HTTP " + status + ".", null);
  }

  private StepFailure broken(URI at, Throwable cause) {
    if (cause instanceof StepFailure failure) {
      return failure;
    }
    if (cause instanceof SSLException) {
      return new StepFailure.UserError(
          "SourceUntrusted",
          "The connection to "
              + at.getHost()
              + " for source "
              + name()
              + " is not secure: "
              + cause.getMessage()
              + ".",
          cause);
    }
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new StepFailure.Transient(
        "SourceUnavailable",
        "Source " + name() + " could not be fetched from " + at.getHost() + ": " + why + ".",
        cause);
  }

  private static URI parse(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null && isHttp(uri)) {
        return uri;
      }
      throw badUrl(null);
    } catch (URISyntaxException e) {
      throw badUrl(e);
    }
  }

  /** The url is not shown: what cannot be parsed cannot be freed of credentials either. */
  private static StepFailure.UserError badUrl(@Nullable URISyntaxException e) {
    return new StepFailure.UserError(
        "BadUrl",
        "A source has a url that is not http:// or https:// with a host"
            + (e == null ? "" : " (" + e.getReason() + " at character " + e.getIndex() + ")")
            + ": correct spec.sources[].http.url; characters such as spaces are written as %20.",
        e);
  }

  private static boolean isHttp(URI uri) {
    return uri.getScheme() != null
        && Set.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  private static String shown(URI uri) {
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + uri.getRawPath();
  }
}
