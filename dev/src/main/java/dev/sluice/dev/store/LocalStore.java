package dev.sluice.dev.store;

import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.BundledScript;
import dev.sluice.dev.process.ChildProcess;
import dev.sluice.dev.process.Folders;
import dev.sluice.dev.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A SeaweedFS server whose S3 door, with one access key, is on a free loopback port. */
public final class LocalStore implements AutoCloseable {
  private static final BundledScript VENV =
      new BundledScript("python", List.of("venv", "requirements-seaweedfs.txt"));
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final List<Integer> ports = new ArrayList<>();
  private final Path folder;
  private final int s3Port = port();
  private final int filerPort = port();
  private final String accessKey = "sluice";
  private final String secretKey;
  private final ChildProcess server;
  private final AtEnd end;

  private LocalStore(Path folder) throws IOException {
    byte[] secret = new byte[20];
    new SecureRandom().nextBytes(secret);
    this.secretKey = HexFormat.of().formatHex(secret);
    this.folder = folder;
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("s3.json"), identities());
    Path weed = Path.of(VENV.run(List.of("seaweedfs")), "bin", "weed");
    this.server =
        ChildProcess.start(
            "seaweedfs", command(weed), Map.of(), folder, folder.resolve("store.log"));
    this.end = AtEnd.run("stop-local-store", this::stop);
  }

  /** Starts a store that keeps its data in a folder, which is deleted when the store closes. */
  public static LocalStore start(Path folder) {
    try {
      LocalStore store = new LocalStore(folder);
      try {
        store.server.awaitReady("The object store", READY_WITHIN, store::answers);
        return store;
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start an object store in " + folder, e);
    }
  }

  /** Starts a store in a temporary folder. */
  public static LocalStore start() {
    try {
      return start(Files.createTempDirectory("sluice-store-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String identities() {
    return """
    {"identities": [{"name": "sluice", "actions": ["Admin", "Read", "List", "Tagging", "Write"],
      "credentials": [{"accessKey": "%s", "secretKey": "%s"}]}]}
    """
        .formatted(accessKey, secretKey);
  }

  private List<String> command(Path weed) {
    return List.of(
        weed.toString(),
        "-logtostderr=true",
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-dir=" + folder.resolve("data"),
        "-master.port=" + port(),
        "-master.port.grpc=" + port(),
        "-master.telemetry=false",
        // Every bucket takes volumes of its own; with the default of 8 the second bucket is full.
        "-volume.max=500",
        "-master.volumeSizeLimitMB=1024",
        "-volume.port=" + port(),
        "-volume.port.grpc=" + port(),
        "-volume.preStopSeconds=0",
        "-filer",
        "-filer.port=" + filerPort,
        "-filer.port.grpc=" + port(),
        "-s3",
        "-s3.port=" + s3Port,
        "-s3.port.grpc=" + port(),
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.config=" + folder.resolve("s3.json"),
        "-s3.iam=false");
  }

  private boolean answers() {
    try {
      HttpRequest request = HttpRequest.newBuilder(endpoint()).timeout(READY_WITHIN).build();
      return send(request).statusCode() < 500;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** The S3 endpoint, for path-style requests in region us-east-1. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + s3Port);
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  /** Creates a bucket; one that is there already is no error. */
  public void createBucket(String name) {
    URI folderOfBucket = URI.create("http://127.0.0.1:" + filerPort + "/buckets/" + name + "/");
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(folderOfBucket).POST(BodyPublishers.noBody()).build());
    boolean there = response.statusCode() == HttpURLConnection.HTTP_CONFLICT;
    if (response.statusCode() >= 300 && !there) {
      throw new IllegalStateException(
          "Cannot create bucket "
              + name
              + ": HTTP "
              + response.statusCode()
              + " "
              + response.body());
    }
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while talking to the object store", e);
    }
  }

  private void stop() {
    // Asked politely it takes ten seconds, and its data goes anyway.
    server.close();
    removeSockets();
    Folders.delete(folder);
  }

  /** A killed server leaves its sockets behind, in a folder that it lets nobody choose. */
  private void removeSockets() {
    for (int port : ports) {
      for (String name :
          List.of("master-grpc", "volume-grpc", "filer-grpc", "filer", "s3-grpc", "s3")) {
        try {
          Files.deleteIfExists(Path.of("/tmp/seaweedfs-" + name + "-" + port + ".sock"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private int port() {
    int port = FreePorts.next();
    ports.add(port);
    return port;
  }

  @Override
  public void close() {
    end.close();
  }
}
