package dev.sluice.lake;

import dev.sluice.dev.store.LocalStore;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real object store for tests, one per JVM; every test class gets a bucket of its own. Used as
 * {@code @ExtendWith(LakeFixture.Extension.class)} with a parameter of this type.
 */
public final class LakeFixture {

  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final String endpoint;
  private final Path keys;
  private final String bucket;

  private LakeFixture(String endpoint, Path keys, String bucket) {
    this.endpoint = endpoint;
    this.keys = keys;
    this.bucket = bucket;
  }

  /** A new, empty bucket on the store of this JVM. */
  public static LakeFixture create() {
    try {
      LocalStore server = Shared.SERVER;
      String bucket = "lake" + ProcessHandle.current().pid() + "-" + BUCKETS.incrementAndGet();
      server.createBucket(bucket);
      Path keys = Files.createTempDirectory("lake-keys");
      Files.writeString(keys.resolve("accessKeyId"), server.accessKey());
      Files.writeString(keys.resolve("secretAccessKey"), server.secretKey() + "\n");
      return new LakeFixture(server.endpoint().toString(), keys, bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A bucket on another server.
   *
   * @param keys folder with the files {@code accessKeyId} and {@code secretAccessKey}
   */
  public static LakeFixture on(String endpoint, Path keys, String bucket) {
    LakeFixture lake = new LakeFixture(endpoint, keys, bucket);
    try (ObjectStore store = lake.open("")) {
      store.s3().createBucket(b -> b.bucket(bucket));
    }
    return lake;
  }

  public String endpoint() {
    return endpoint;
  }

  public String bucket() {
    return bucket;
  }

  /** Folder with the files {@code accessKeyId} and {@code secretAccessKey}. */
  public Path keys() {
    return keys;
  }

  /** How to reach the bucket, below this prefix (empty or ending with a slash). */
  public StoreConnection connection(String prefix) {
    return connection(bucket, prefix, endpoint, keys.resolve("secretAccessKey"));
  }

  /** A connection with any of its parts wrong. */
  public StoreConnection connection(
      String bucket, String prefix, String endpoint, Path secretAccessKeyFile) {
    return new StoreConnection(
        bucket,
        prefix,
        "us-east-1",
        endpoint,
        true,
        keys.resolve("accessKeyId").toString(),
        secretAccessKeyFile.toString());
  }

  public ObjectStore open(String prefix) {
    return ObjectStore.connect(connection(prefix));
  }

  /** A run of task {@code task} with this token as its fencing token, on 2026-11-21. */
  public static RunContext run(String name, int attempt, long fencingToken) {
    return new RunContext(
        "default", name, "uid-" + name, "task", "2026-11-21", attempt, fencingToken);
  }

  private static final class Shared {
    static final LocalStore SERVER = start();

    private static LocalStore start() {
      try {
        return LocalStore.start();
      } catch (Exception e) {
        throw new IllegalStateException("The object store for tests does not start.", e);
      }
    }
  }

  /** Hands a fixture to test methods and constructors, one bucket per test class. */
  public static final class Extension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(LakeFixture.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == LakeFixture.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(context.getRequiredTestClass(), key -> create(), LakeFixture.class);
    }
  }
}
