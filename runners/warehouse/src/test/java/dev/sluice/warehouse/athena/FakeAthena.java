package dev.sluice.warehouse.athena;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.protocol.QualityStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers calls of Athena as it is told: for answers that no emulator gives. */
final class FakeAthena implements AutoCloseable {

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  FakeAthena() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    with("StartQueryExecution", "{\"QueryExecutionId\": \"q-1\"}");
    with("StopQueryExecution", "{}");
  }

  /** The answers to calls of an action, one after the other; the last one stays. */
  FakeAthena with(String action, String... bodies) {
    Deque<Answer> all = new ArrayDeque<>();
    for (String body : bodies) {
      all.add(new Answer(200, body));
    }
    answers.put(action, all);
    return this;
  }

  FakeAthena failing(String action, int status, String body) {
    answers.put(action, new ArrayDeque<>(List.of(new Answer(status, body))));
    return this;
  }

  /** The state of the query; {@code more} follows its name within the status. */
  static String state(String state, String more) {
    return """
    {"QueryExecution": {"QueryExecutionId": "q-1", "Status": {"State": "%s"%s},
      "Statistics": {"DataScannedInBytes": 1048576}}}"""
        .formatted(state, more);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String action = target.substring(target.indexOf('.') + 1);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(action + " " + body);
    Answer answer;
    synchronized (answers) {
      Deque<Answer> left = answers.get(action);
      answer = left.size() > 1 ? left.remove() : left.element();
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Calls so far, each with its body. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  QualityStep.Athena settings() {
    return new QualityStep.Athena(
        "films", "quality", "lake", "athena", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
