package dev.sluice.lake;

import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket and a prefix in it. Paths are below the prefix; every failure is a {@code StepFailure}.
 * Safe for several threads.
 */
public final class ObjectStore implements AutoCloseable {

  /** Shorter than the grace period of a cancelled attempt: a blocked read cannot be interrupted. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private static final int ATTEMPTS = 4;
  private static final int DELETE_BATCH = 1000;
  private static final int BUFFER_BYTES = 1 << 16;

  private final StoreConnection connection;
  private final S3Client s3;

  private ObjectStore(StoreConnection connection, S3Client s3) {
    this.connection = connection;
    this.s3 = s3;
  }

  /**
   * Makes and closes a client on a thread of its own, as the first one takes a third of a small
   * runner's start.
   */
  static void preload() {
    StoreConnection nowhere =
        new StoreConnection("", "", "us-east-1", "http://localhost", true, "", "");
    Thread thread = new Thread(() -> connect(nowhere).close(), "sluice-preload");
    thread.setDaemon(true);
    thread.start();
  }

  /** A client for the store; nothing is sent yet. */
  public static ObjectStore connect(StoreConnection connection) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(connection.region()))
            .forcePathStyle(connection.pathStyle())
            .credentialsProvider(StoreCredentials.of(connection))
            .httpClientBuilder(http(connection))
            .overrideConfiguration(
                o ->
                    o.retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build()));
    if (connection.endpoint() != null) {
      builder.endpointOverride(URI.create(connection.endpoint()));
    }
    return new ObjectStore(connection, builder.build());
  }

  private static Apache5HttpClient.Builder http(StoreConnection connection) {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(5))
            .socketTimeout(SILENCE)
            .maxConnections(32);
    boolean plain = connection.endpoint() != null && connection.endpoint().startsWith("http:");
    // Where nothing is encrypted, the hundred authorities that nobody asks need not be read.
    return plain ? http.tlsTrustManagersProvider(() -> new TrustManager[0]) : http;
  }

  public StoreConnection connection() {
    return connection;
  }

  /** The client itself; pass its exceptions through {@link StoreFailure#translate}. */
  public S3Client s3() {
    return s3;
  }

  public String bucket() {
    return connection.bucket();
  }

  /** The key of a path: prefix and path. */
  public String key(String path) {
    return connection.prefix() + path;
  }

  /** The URI of a path: {@code s3://bucket/prefix/path}. */
  public String uri(String path) {
    return "s3://" + bucket() + "/" + key(path);
  }

  /**
   * Uploads a file, in parallel parts when it is large. The store verifies a checksum of what
   * arrives; an upload that fails leaves nothing.
   */
  public void put(String path, Path file, String contentType) {
    put(path, file, contentType, sent -> {});
  }

  /**
   * Uploads a file as {@link #put(String, Path, String)} does.
   *
   * @param sent is told the bytes of each part that has arrived, by several threads
   */
  public void put(String path, Path file, String contentType, LongConsumer sent) {
    try {
      new Upload(s3, bucket(), key(path), contentType, sent).send(file);
    } catch (SdkException e) {
      throw StoreFailure.translate(e, connection, "write " + uri(path));
    }
  }

  /** Downloads an object into a file, which is replaced. */
  public void get(String path, Path target) {
    for (int attempt = 1; ; attempt++) {
      try (InputStream in = s3.getObject(b -> b.bucket(bucket()).key(key(path)))) {
        copy(in, target);
        return;
      } catch (SdkException e) {
        throw StoreFailure.translate(e, connection, "read " + uri(path));
      } catch (IOException e) {
        // The body broke off; the SDK retries only up to its first byte.
        if (attempt == ATTEMPTS) {
          throw StoreFailure.broken(e, connection, "read " + uri(path));
        }
      }
    }
  }

  /** The content of a small object and its version; absent when there is none. */
  public Optional<Versioned> read(String path) {
    try {
      ResponseBytes<GetObjectResponse> response =
          s3.getObjectAsBytes(b -> b.bucket(bucket()).key(key(path)));
      return Optional.of(new Versioned(response.asByteArray(), response.response().eTag()));
    } catch (AwsServiceException e) {
      if (StoreFailure.isMissing(e)) {
        return Optional.empty();
      }
      throw StoreFailure.translate(e, connection, "read " + uri(path));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, connection, "read " + uri(path));
    }
  }

  /**
   * Writes a small JSON object on the condition that nobody else did meanwhile.
   *
   * @param replaced ETag of the version it replaces; null when there must be none
   * @return false when another writer was faster
   */
  public boolean replace(String path, byte[] json, @Nullable String replaced) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(bucket()).key(key(path)).contentType("application/json");
    if (replaced == null) {
      request.ifNoneMatch("*");
    } else {
      request.ifMatch(replaced);
    }
    try {
      s3.putObject(request.build(), RequestBody.fromBytes(json));
      return true;
    } catch (AwsServiceException e) {
      if (StoreFailure.isConflict(e)) {
        return false;
      }
      throw StoreFailure.translate(e, connection, "write " + uri(path));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, connection, "write " + uri(path));
    }
  }

  /** All objects below a folder, sorted by path; the empty path lists everything in the prefix. */
  public List<StoredObject> list(String path) {
    String folder = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    List<StoredObject> objects = new ArrayList<>();
    try {
      for (S3Object object :
          s3.listObjectsV2Paginator(b -> b.bucket(bucket()).prefix(key(folder))).contents()) {
        objects.add(
            new StoredObject(
                object.key().substring(connection.prefix().length()),
                object.size(),
                unquoted(object.eTag()),
                object.lastModified()));
      }
    } catch (SdkException e) {
      throw StoreFailure.translate(e, connection, "list " + uri(folder));
    }
    return objects;
  }

  /** Deletes objects; those that do not exist are no error. */
  public void delete(Collection<String> paths) {
    List<ObjectIdentifier> all =
        paths.stream().map(p -> ObjectIdentifier.builder().key(key(p)).build()).toList();
    for (int from = 0; from < all.size(); from += DELETE_BATCH) {
      List<ObjectIdentifier> batch = all.subList(from, Math.min(from + DELETE_BATCH, all.size()));
      try {
        DeleteObjectsResponse response =
            s3.deleteObjects(
                b ->
                    b.bucket(bucket()).delete(Delete.builder().objects(batch).quiet(true).build()));
        if (response.hasErrors() && !response.errors().isEmpty()) {
          S3Error error = response.errors().get(0);
          throw StoreFailure.notDeleted(error.key(), error.code(), connection);
        }
      } catch (SdkException e) {
        throw StoreFailure.translate(e, connection, "delete below " + uri(""));
      }
    }
  }

  @Override
  public void close() {
    s3.close();
  }

  /** Failures of the local disk leave at once, those of the network as checked exceptions. */
  private static void copy(InputStream in, Path target) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out = open(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        try {
          out.write(buffer, 0, n);
        } catch (IOException e) {
          throw new UncheckedIOException("Could not write " + target, e);
        }
      }
    }
  }

  private static OutputStream open(Path target) {
    try {
      return Files.newOutputStream(target);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not open " + target, e);
    }
  }

  private static String unquoted(String etag) {
    return etag.startsWith("\"") ? etag.substring(1, etag.length() - 1) : etag;
  }
}
