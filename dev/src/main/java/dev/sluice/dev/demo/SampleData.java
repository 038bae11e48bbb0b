package dev.sluice.dev.demo;

import dev.sluice.dev.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** movielens.zip, generated or packed from real files, and where it is uploaded to. */
record SampleData(Path zip, String description) {
  private static final String KEY = "movielens.zip";

  static SampleData prepare(DemoSettings settings, Path state)
      throws IOException, InterruptedException {
    Path script = settings.root().resolve("dev/data/movielens.py");
    if (settings.data().isPresent()) {
      Path folder = settings.data().get();
      Path zip = state.resolve(KEY);
      python(script, List.of(zip.toString(), "--from", folder.toString()), settings.root());
      return new SampleData(zip, KEY + " from " + folder);
    }
    Path zip = cache().resolve("movielens-" + settings.rows() + "-" + checksum(script) + ".zip");
    if (!Files.exists(zip)) {
      Files.createDirectories(cache());
      python(script, List.of(zip.toString(), Integer.toString(settings.rows())), settings.root());
    }
    return new SampleData(
        zip, String.format("%s with %,d generated ratings", KEY, settings.rows()));
  }

  private static void python(Path script, List<String> arguments, Path root)
      throws InterruptedException {
    List<String> words = new java.util.ArrayList<>(List.of("python3", script.toString()));
    words.addAll(arguments);
    String unused = new Command(words, Map.of(), root).run();
  }

  /** The same script makes the same data, so a changed one makes its own. */
  private static String checksum(Path script) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(script));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static Path cache() {
    String configured = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return base.resolve("sluice").resolve("data");
  }

  /** Puts the file into a bucket under its usual name. */
  SampleData upload(LocalStore store, String bucket) {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(store.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
            .httpClientBuilder(Apache5HttpClient.builder())
            .build()) {
      s3.putObject(put -> put.bucket(bucket).key(KEY), RequestBody.fromFile(zip));
    }
    return this;
  }
}
