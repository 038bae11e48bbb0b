package dev.sluice.spark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * As much of S3 in memory as one warm-up step needs, so that archives of classes can be made where
 * no store is: objects are put, read and listed; nothing is verified.
 */
final class LoopbackStore implements AutoCloseable {

  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final HttpServer server;

  LoopbackStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      switch (exchange.getRequestMethod()) {
        case "PUT" -> {
          objects.put(key, body(exchange));
          exchange.getResponseHeaders().add("ETag", "\"1\"");
          send(exchange, 200, new byte[0]);
        }
        case "POST" -> send(exchange, 200, xml("<DeleteResult/>"));
        case "GET", "HEAD" -> {
          if (query.contains("list-type=2")) {
            send(exchange, 200, xml(listing()));
          } else if (objects.containsKey(key)) {
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            send(exchange, 200, objects.get(key));
          } else {
            send(exchange, 404, xml("<Error><Code>NoSuchKey</Code></Error>"));
          }
        }
        default -> send(exchange, 204, new byte[0]);
      }
    }
  }

  private static String listing() {
    return "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
  }

  private static byte[] xml(String content) {
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + content)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean bodyless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bodyless ? -1 : body.length);
    if (!bodyless) {
      exchange.getResponseBody().write(body);
    }
  }

  /** The client sends bodies in chunks of its own, each after a line with its length in hex. */
  private static byte[] body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestHeaders().containsKey("x-amz-decoded-content-length")) {
      return body;
    }
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    DataInputStream chunks = new DataInputStream(new ByteArrayInputStream(body));
    for (int length = chunkLength(chunks); length > 0; length = chunkLength(chunks)) {
      decoded.write(chunks.readNBytes(length));
      chunks.skipNBytes(2);
    }
    return decoded.toByteArray();
  }

  private static int chunkLength(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    String hex = line.toString().split("[;\\r]", 2)[0];
    return hex.isEmpty() ? 0 : Integer.parseInt(hex, 16);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
