package dev.sluice.ingest;

import dev.sluice.lake.Digest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.SourceState;
import dev.sluice.lake.StoreFailure;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** An object of a bucket. */
final class S3Origin implements Origin {

  private static final int BUFFER_BYTES = 1 << 16;

  private final ObjectStore store;
  private final String path;
  private final String defaultPath;

  /**
   * @param path below the store's prefix
   */
  S3Origin(ObjectStore store, String path, String defaultPath) {
    this.store = store;
    this.path = path;
    this.defaultPath = defaultPath;
  }

  @Override
  public String name() {
    return store.uri(path);
  }

  @Override
  public String identity() {
    String endpoint = store.connection().endpoint();
    return (endpoint == null ? "" : endpoint) + " " + name();
  }

  @Override
  public String defaultPath() {
    return defaultPath;
  }

  @Override
  public @Nullable Fetched fetch(Path target, @Nullable SourceState known, StepContext context)
      throws IOException, InterruptedException {
    String etag = known == null ? null : known.etag();
    try (ResponseInputStream<GetObjectResponse> in =
        store
            .s3()
            .getObject(b -> b.bucket(store.bucket()).key(store.key(path)).ifNoneMatch(etag))) {
      GetObjectResponse object = in.response();
      Progress progress = context.progress("fetch " + name(), "bytes", object.contentLength());
      MessageDigest sha256 = Digest.sha256();
      boolean whole = false;
      try {
        long bytes = copy(in, target, sha256, progress, context);
        whole = true;
        return new Fetched(bytes, Digest.hex(sha256), object.eTag(), null);
      } finally {
        if (!whole) {
          // Closing alone would first read the rest.
          in.abort();
        }
      }
    } catch (AwsServiceException e) {
      if (e.statusCode() == 304) {
        return null;
      }
      throw e instanceof NoSuchKeyException
          ? notFound(store, path, e)
          : StoreFailure.translate(e, store.connection(), "read " + name());
    } catch (SdkException e) {
      throw StoreFailure.translate(e, store.connection(), "read " + name());
    }
  }

  static StepFailure.UserError notFound(ObjectStore store, String path, @Nullable Exception e) {
    return new StepFailure.UserError(
        "SourceNotFound",
        "Source "
            + store.uri(path)
            + " does not exist: check key or prefix of the source, and prefix of its ObjectStore.",
        e);
  }

  private long copy(
      InputStream in, Path target, MessageDigest sha256, Progress progress, StepContext context)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        context.checkCancelled();
        out.write(buffer, 0, n);
        sha256.update(buffer, 0, n);
        bytes += n;
        progress.add(n);
      }
    }
    return bytes;
  }

  /** Failures of the network are told from those of the disk by where they arise. */
  private int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new StepFailure.Transient(
          "StoreUnavailable", "Source " + name() + " broke off while it was read: " + e + ".", e);
    }
  }
}
