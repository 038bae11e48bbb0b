package dev.sluice.operator.kube;

import dev.sluice.operator.pod.Labels;
import dev.sluice.operator.pod.PodObservation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and watches the pods of ours in one namespace, or in all.
 *
 * <p>It goes on from the version that it has seen last; where the API server has forgotten that
 * version, it lists again. Of each pod it keeps nothing.
 */
final class PodWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PodWatch.class);

  private static final int PAGE = 500;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** The API server ends a watch after this time, so that its load spreads anew. */
  private static final Duration WATCH_FOR = Duration.ofMinutes(8);

  /** Bookmarks come once a minute: a connection that says less is dead without knowing it. */
  private static final Duration SILENCE = Duration.ofSeconds(150);

  /** So long after the last word of the API server something is wrong that waiting may not mend. */
  private static final Duration UNHEALTHY_AFTER = Duration.ofMinutes(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Who is told. Calls come one after the other. */
  interface Listener {

    /** All pods that there are. */
    void listed(PodPage all);

    /** A pod is there, or has changed. */
    void changed(PodObservation pod);

    /** A pod is gone; this is the last that was seen of it. */
    void gone(PodObservation pod);
  }

  private final HttpClient http;
  private final String url;
  private final String where;
  private final Listener listener;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long heardAt = System.nanoTime();
  private volatile @Nullable AsyncBody open;
  private @Nullable String version;

  /**
   * @param namespace absent: all namespaces
   */
  PodWatch(KubernetesClient client, @Nullable String namespace, Listener listener) {
    this.http = client.getHttpClient();
    String master = client.getMasterUrl().toString();
    this.url =
        (master.endsWith("/") ? master : master + "/")
            + "api/v1/"
            + (namespace == null ? "" : "namespaces/" + namespace + "/")
            + "pods?labelSelector="
            + encoded(Labels.MANAGED_BY + "=" + Labels.SLUICE);
    this.where = namespace == null ? "all namespaces" : "namespace " + namespace;
    this.listener = listener;
    this.thread = new Thread(this::run, "sluice-pods");
    thread.setDaemon(true);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Tells the listener of all pods that there are, and of what becomes of them from now on. */
  void start() {
    try {
      version = list();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("The list of pods was interrupted", e);
    }
    thread.start();
  }

  /** Whether the API server was heard of lately. */
  boolean isHealthy() {
    return thread.isAlive() && silence().compareTo(UNHEALTHY_AFTER) < 0;
  }

  private Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  @Override
  public void close() {
    closed.countDown();
    AsyncBody body = open;
    if (body != null) {
      body.cancel();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!isClosed()) {
      try {
        String from = version;
        if (from == null) {
          from = list();
        }
        if (watch(from)) {
          pause = FIRST_PAUSE;
          continue;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (PodStream.Gone e) {
        log.info("The pods of {} are listed again: {}", where, e.getMessage());
        version = null;
      } catch (RuntimeException e) {
        if (!isClosed()) {
          log.warn(
              "The watch of pods in {} is tried again in {} ms: {}",
              where,
              pause.toMillis(),
              e.toString());
        }
      }
      try {
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  /** Tells of all pods, and returns the version from which a watch goes on. */
  private String list() throws InterruptedException {
    PodPage all = PodPage.EMPTY;
    do {
      String page =
          url + "&limit=" + PAGE + (all.next().isEmpty() ? "" : "&continue=" + encoded(all.next()));
      HttpRequest request = request(page).build();
      HttpResponse<byte[]> answer = await(http.sendAsync(request, byte[].class));
      check(answer.code(), new String(answer.body(), StandardCharsets.UTF_8));
      all = all.and(PodPage.read(answer.body()));
    } while (!all.next().isEmpty());
    heardAt = System.nanoTime();
    listener.listed(all);
    return all.version();
  }

  /** Watches until the API server ends it; says whether anything was heard. */
  private boolean watch(String from) throws InterruptedException {
    String watch =
        url
            + "&watch=true&allowWatchBookmarks=true&resourceVersion="
            + encoded(from)
            + "&timeoutSeconds="
            + WATCH_FOR.toSeconds();
    PodStream stream = new PodStream(listener, from);
    HttpRequest request = request(watch).forStreaming().build();
    HttpResponse<AsyncBody> answer =
        await(http.consumeBytes(request, (chunk, body) -> take(stream, chunk, body)));
    heardAt = System.nanoTime();
    AsyncBody body = answer.body();
    open = body;
    try {
      if (isClosed()) {
        return false;
      }
      body.consume();
      while (!hasEnded(body)) {
        if (silence().compareTo(SILENCE) > 0) {
          throw new KubernetesClientException(
              "nothing was heard for " + silence().toSeconds() + " s");
        }
      }
      RuntimeException failure = stream.failure();
      if (failure != null) {
        throw failure;
      }
      check(answer.code(), stream.rest());
      return stream.heard();
    } finally {
      version = stream.version();
      open = null;
      body.cancel();
    }
  }

  private void take(PodStream stream, List<ByteBuffer> chunk, AsyncBody body) {
    heardAt = System.nanoTime();
    chunk.forEach(stream::take);
    if (stream.failure() == null) {
      body.consume();
    } else {
      body.cancel();
    }
  }

  private static boolean hasEnded(AsyncBody body) throws InterruptedException {
    try {
      body.done().get(5, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (CancellationException e) {
      return true;
    } catch (ExecutionException e) {
      throw new KubernetesClientException("the connection broke: " + e.getCause(), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return http.newHttpRequestBuilder().uri(URI.create(path)).header("Accept", "application/json");
  }

  private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(true);
      throw new KubernetesClientException("no answer: " + e, e);
    }
  }

  private static void check(int code, String text) {
    if (code == 410) {
      throw new PodStream.Gone(text);
    }
    if (code >= 300) {
      throw new KubernetesClientException(text, code, null);
    }
  }
}
