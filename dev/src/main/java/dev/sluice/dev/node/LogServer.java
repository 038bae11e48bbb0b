package dev.sluice.dev.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.dev.process.FreePorts;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** The part of kubelet's own API that {@code kubectl logs} needs, on a loopback port. */
final class LogServer implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final long LOOK_AGAIN_MILLIS = 200;
  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;
  private static final int OK = 200;

  /** Finds pods by namespace and name among those that the node knows. */
  interface Pods {
    Optional<Pod> find(String namespace, String name);

    PodFiles files(Pod pod);

    boolean isRunning(Pod pod);
  }

  private final HttpsServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "log-server");
            thread.setDaemon(true);
            return thread;
          });
  private final Pods pods;

  LogServer(Pods pods, SSLContext tls) throws IOException {
    this.pods = pods;
    this.server =
        HttpsServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/containerLogs/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      if (path.length != 5) {
        refuse(exchange, NOT_FOUND, "not a path of container logs");
        return;
      }
      Optional<Pod> pod = pods.find(path[2], path[3]);
      if (pod.isEmpty()) {
        refuse(exchange, NOT_FOUND, "pod " + path[3] + " is not on this node");
        return;
      }
      Map<String, String> query = query(exchange);
      for (String option : List.of("timestamps", "sinceSeconds", "sinceTime")) {
        if (query.containsKey(option) && !query.get(option).equals("false")) {
          refuse(
              exchange, BAD_REQUEST, "the local node keeps no time per line: leave out " + option);
          return;
        }
      }
      Path log = pods.files(pod.get()).log(path[4]);
      if (query.getOrDefault("previous", "false").equals("true") || !Files.exists(log)) {
        refuse(exchange, NOT_FOUND, "container " + path[4] + " has no log");
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(OK, 0);
      send(log, query, pod.get(), exchange.getResponseBody());
    }
  }

  private void send(Path log, Map<String, String> query, Pod pod, OutputStream out)
      throws IOException {
    boolean follow = query.getOrDefault("follow", "false").equals("true");
    long left = Long.parseLong(query.getOrDefault("limitBytes", Long.toString(Long.MAX_VALUE)));
    byte[] buffer = new byte[BUFFER];
    try (RandomAccessFile reader = new RandomAccessFile(log.toFile(), "r")) {
      if (query.containsKey("tailLines")) {
        reader.seek(startOfTail(reader, Long.parseLong(query.get("tailLines"))));
      }
      while (left > 0) {
        // Asked before reading, so that what a container writes last is still read.
        boolean running = pods.isRunning(pod);
        int read = reader.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read > 0) {
          out.write(buffer, 0, read);
          left -= read;
        } else if (follow && running) {
          out.flush();
          pause();
        } else {
          return;
        }
      }
    }
  }

  /** The position from which a file has this many lines left. */
  static long startOfTail(RandomAccessFile file, long lines) throws IOException {
    long position = file.length();
    long newlines = 0;
    byte[] buffer = new byte[BUFFER];
    while (position > 0) {
      int size = (int) Math.min(buffer.length, position);
      file.seek(position - size);
      file.readFully(buffer, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        boolean last = position - size + i == file.length() - 1;
        if (buffer[i] == '\n' && !last) {
          newlines++;
          if (newlines == lines) {
            return position - size + i + 1;
          }
        }
      }
      position -= size;
    }
    return lines == 0 ? file.length() : 0;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while following a log", e);
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    Map<String, String> values = new HashMap<>();
    Arrays.stream((query == null ? "" : query).split("&", -1))
        .filter(pair -> !pair.isEmpty())
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair.length == 2 ? pair[1] : "true"));
    return values;
  }

  private static void refuse(HttpExchange exchange, int code, String message) throws IOException {
    byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
