package dev.sluice.lake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StoreConnection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * As much of S3 in memory as a warm-up step needs, so that archives of classes can be made where no
 * store is: objects are put and read; listings are empty, and nothing is verified.
 */
public final class LoopbackStore implements AutoCloseable {

  private static final String CONTENT = "id,name\n1,one\n2,two\n";

  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final HttpServer server;

  public LoopbackStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Serves until the process is killed, or the one that started it ends: the object {@code
   * warm.csv} and the dataset {@code warm}, in any bucket of this name.
   *
   * @param args an empty folder, which gets a file {@code endpoint} when everything is there, and a
   *     file {@code key}, which is good for either half of the credentials
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    try (LoopbackStore server = new LoopbackStore()) {
      try (ObjectStore store = ObjectStore.connect(server.connection(folder))) {
        store.put("warm.csv", publish(store, "warm", CONTENT, folder), "text/csv");
      }
      Path written = Files.writeString(folder.resolve("endpoint.part"), server.endpoint());
      Files.move(written, folder.resolve("endpoint"), StandardCopyOption.ATOMIC_MOVE);
      ProcessHandle.current().parent().orElseThrow().onExit().join();
    }
  }

  /**
   * How clients reach it.
   *
   * @param folder for files with credentials
   */
  public StoreConnection connection(Path folder) throws IOException {
    String key = Files.writeString(folder.resolve("key"), "warm").toString();
    return new StoreConnection("warm", "", "us-east-1", endpoint(), true, key, key);
  }

  /**
   * Publishes a dataset of one CSV file with a header.
   *
   * @param folder for the file
   * @return the file
   */
  public static Path publish(ObjectStore store, String dataset, String content, Path folder)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve(dataset + ".csv"), content);
    RunContext run = new RunContext("warm", "warm", "warm", "warm-1", "2026-01-01", 1, 1);
    Publication publication =
        Publication.begin(store, new DatasetTarget(dataset, "lake", dataset, List.of()), run);
    String path = dataset + ".csv";
    String key = publication.rawPath(path);
    store.put(key, file, "text/csv");
    List<DataFile> files =
        List.of(new DataFile(key, path, Files.size(file), null, Digest.checksum(file)));
    Format format = new Format(Format.Type.CSV, true, ",", "\"", "\"", "", false, List.of());
    publication.publish(
        files, format, -1, Digest.of(files), null, List.of(), new StepContext(folder));
    return file;
  }

  private String endpoint() {
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
