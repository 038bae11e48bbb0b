package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodReader;
import dev.sluice.operator.pod.Slots;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch against a server that says what a test tells it to. */
class PodWatchTest {

  /** Answers one request. */
  private interface Script {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final Queue<Script> lists = new ConcurrentLinkedQueue<>();
  private final Queue<Script> watches = new ConcurrentLinkedQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private KubernetesClient client;
  private @Nullable PodWatch watch;

  private final PodWatch.Listener listener =
      new PodWatch.Listener() {
        @Override
        public void listed(PodPage all) {
          told.add("listed " + all.pods().stream().map(PodObservation::name).toList());
        }

        @Override
        public void changed(PodObservation pod) {
          if (pod.name().equals("odd")) {
            throw new IllegalStateException("An odd pod, as the test wants it.");
          }
          told.add("changed " + pod.name() + " " + pod.version());
        }

        @Override
        public void gone(PodObservation pod) {
          told.add("gone " + pod.name() + " " + pod.version());
        }
      };

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .withHttpClientFactory(new OkHttpClientFactory())
            .build();
  }

  @AfterEach
  void stop() {
    if (watch != null) {
      watch.close();
    }
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getQuery();
      boolean isWatch = query.contains("watch=true");
      asked.add(
          isWatch ? "watch from " + query.replaceAll(".*resourceVersion=(\\d+).*", "$1") : "list");
      Script script = (isWatch ? watches : lists).poll();
      if (script == null) {
        hang().answer(exchange);
      } else {
        script.answer(exchange);
      }
    }
  }

  /** A server that has nothing more to say. */
  private static Script hang() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static Script says(int code, String... chunks) {
    return exchange -> {
      exchange.sendResponseHeaders(code, 0);
      try (OutputStream body = exchange.getResponseBody()) {
        for (String chunk : chunks) {
          body.write(chunk.getBytes(StandardCharsets.UTF_8));
          body.flush();
        }
      }
    };
  }

  private static String pod(String name, int version) {
    return """
        {"metadata":{"name":"%s","namespace":"ns","uid":"%s","resourceVersion":"%d"},"spec":{"x":["ä"]}}"""
        .formatted(name, name, version);
  }

  private static Script list(String next, int version, String... pods) {
    return says(
        200,
        """
        {"kind":"PodList","metadata":{"resourceVersion":"%d","continue":"%s"},"items":[%s]}"""
            .formatted(version, next, String.join(",", pods)));
  }

  private static String event(String type, String object) {
    return "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, object);
  }

  private static String status(int code, String message) {
    return "{\"kind\":\"Status\",\"message\":\"%s\",\"code\":%d}".formatted(message, code);
  }

  private PodWatch started() {
    PodWatch started = new PodWatch(client, null, listener);
    watch = started;
    started.start();
    return started;
  }

  private void awaitAsked(String... requests) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(asked).startsWith(requests));
  }

  @Test
  void aLongListComesInPagesAndIsToldOnce() {
    lists.add(list("more", 7, pod("a", 3)));
    lists.add(list("", 7, pod("b", 5)));
    assertThat(started().isHealthy()).isTrue();
    assertThat(told).containsExactly("listed [a, b]");
    awaitAsked("list", "list", "watch from 7");
  }

  @Test
  void eventsAreToldInOrderHoweverTheyAreCut() {
    String events =
        event("ADDED", pod("a", 8))
            + event("MODIFIED", pod("a", 9))
            + event("DELETED", pod("a", 10));
    lists.add(list("", 7));
    watches.add(says(200, events.split("(?<=\\G.{7})", -1)));
    started();
    awaitAsked("list", "watch from 7", "watch from 10");
    assertThat(told).containsExactly("listed []", "changed a 8", "changed a 9", "gone a 10");
  }

  @Test
  void aWatchThatEndsGoesOnWhereItWasAlsoAfterABookmark() {
    lists.add(list("", 7));
    watches.add(says(200, event("ADDED", pod("a", 8))));
    watches.add(says(200, event("BOOKMARK", pod("", 20))));
    started();
    awaitAsked("list", "watch from 7", "watch from 8", "watch from 20");
    assertThat(told).containsExactly("listed []", "changed a 8");
  }

  @Test
  void aVersionThatIsForgottenLeadsToANewList() {
    lists.add(list("", 7));
    watches.add(says(200, event("ERROR", status(410, "too old resource version"))));
    lists.add(list("", 30, pod("b", 29)));
    watches.add(says(410, status(410, "Expired")));
    lists.add(list("", 40));
    started();
    awaitAsked("list", "watch from 7", "list", "watch from 30", "list", "watch from 40");
    assertThat(told).containsExactly("listed []", "listed [b]", "listed []");
  }

  @Test
  void aServerThatRefusesOrCutsTheWatchIsAskedAgain() {
    lists.add(list("", 7));
    watches.add(says(403, status(403, "not allowed")));
    watches.add(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange
              .getResponseBody()
              .write(event("ADDED", pod("a", 8)).getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    started();
    awaitAsked("list", "watch from 7", "watch from 7", "watch from 8");
    assertThat(told).containsExactly("listed []", "changed a 8");
  }

  @Test
  void oneOddPodDoesNotKeepTheOthersFromBeingTold() {
    lists.add(list("", 7));
    watches.add(
        says(
            200,
            event("ADDED", pod("odd", 8))
                + "{\"type\":\"ADDED\",\"object\":{]\n"
                + event("ADDED", pod("a", 9))));
    started();
    awaitAsked("list", "watch from 7", "watch from 9");
    assertThat(told).containsExactly("listed []", "changed a 9");
  }

  @Test
  void aListThatIsRefusedAtTheStartIsAnError() {
    lists.add(says(403, status(403, "pods is forbidden")));
    assertThatThrownBy(this::started)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("pods is forbidden");
  }

  @Test
  void whatVanishedWhileNobodyWatchedIsGoneUnlessItIsNewerThanTheList() {
    PodCache cache = new PodCache(new Slots(new Catalog()));
    cache.listen(pod -> told.add("heard of " + pod.name()), pod -> false);
    PodCache.Watched watched = cache.new Watched(null);
    watched.changed(observed("old", 5));
    watched.changed(observed("made-meanwhile", 12));
    told.clear();
    watched.listed(new PodPage(List.of(observed("there", 9)), "10", ""));
    assertThat(told).containsExactly("heard of there", "heard of old");
    assertThat(cache.of("").keySet()).containsExactlyInAnyOrder("there", "made-meanwhile");
  }

  private static PodObservation observed(String name, int version) {
    return PodReader.read(pod(name, version).getBytes(StandardCharsets.UTF_8));
  }
}
