package dev.sluice.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves {@code /healthz}, {@code /readyz} and {@code /metrics}. */
final class HealthServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          work -> {
            Thread thread = new Thread(work, "sluice-http");
            thread.setDaemon(true);
            return thread;
          });

  HealthServer(
      String address,
      int port,
      BooleanSupplier healthy,
      BooleanSupplier ready,
      Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.setExecutor(threads);
    check("/healthz", healthy);
    check("/readyz", ready);
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, metrics.get(), "text/plain; version=0.0.4"));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void check(String path, BooleanSupplier condition) {
    server.createContext(
        path,
        exchange -> {
          boolean ok = condition.getAsBoolean();
          answer(exchange, ok ? 200 : 503, ok ? "ok\n" : "not ok\n", "text/plain");
        });
  }

  private static void answer(HttpExchange exchange, int code, String text, String type)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
