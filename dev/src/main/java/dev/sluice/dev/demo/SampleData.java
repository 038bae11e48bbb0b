package dev.sluice.dev.demo;

import dev.sluice.dev.process.Folders;
import dev.sluice.dev.store.LocalStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The files that an example finds in its landing store, generated or packed from real ones. */
record SampleData(Path folder, String description) {

  static SampleData prepare(DemoSettings settings, Path scratch)
      throws IOException, InterruptedException {
    Path scripts = settings.root().resolve("dev/data");
    Path script = scripts.resolve(settings.dataset() + ".py");
    if (settings.data().isPresent()) {
      Path folder = Files.createDirectories(scratch.resolve(settings.dataset()));
      String from = settings.data().get().toString();
      python(script, List.of(folder.toString(), "--from", from), settings.root());
      return new SampleData(folder, String.join(", ", names(folder)) + " from " + from);
    }
    Path folder =
        cache().resolve(settings.dataset() + "-" + settings.rows() + "-" + checksum(scripts));
    if (!Files.exists(folder)) {
      Files.createDirectories(cache());
      Path part = Files.createTempDirectory(cache(), ".part-");
      try {
        python(
            script, List.of(part.toString(), Integer.toString(settings.rows())), settings.root());
        publish(part, folder);
      } finally {
        Folders.delete(part);
      }
    }
    return new SampleData(
        folder,
        String.format(
            "%s, generated for %,d rows", String.join(", ", names(folder)), settings.rows()));
  }

  private static void publish(Path part, Path folder) throws IOException {
    try {
      Files.move(part, folder);
    } catch (FileSystemException e) {
      // Another demo may have made the same data meanwhile.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static void python(Path script, List<String> arguments, Path root)
      throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("python3", script.toString()));
    words.addAll(arguments);
    String unused = new Command(words, Map.of(), root).run();
  }

  /** The same scripts make the same data, so changed ones make their own. */
  private static String checksum(Path scripts) throws IOException {
    CRC32 crc = new CRC32();
    for (String name : names(scripts)) {
      if (name.endsWith(".py")) {
        crc.update(Files.readAllBytes(scripts.resolve(name)));
      }
    }
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

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** Puts the files, and the example's dbt project if it has one, into its landing store. */
  SampleData upload(Platform platform, DemoSettings example) {
    String prefix = Platform.prefix(example.namespace());
    try (S3Client s3 = client(platform.store())) {
      put(s3, folder, prefix);
      Path project = example.example().resolve("dbt");
      if (Files.isDirectory(project)) {
        put(s3, project, prefix + example.example().getFileName() + "/dbt/");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static void put(S3Client s3, Path folder, String prefix) throws IOException {
    for (String name : names(folder)) {
      s3.putObject(
          put -> put.bucket(Platform.LANDING).key(prefix + name),
          RequestBody.fromFile(folder.resolve(name)));
    }
  }

  static S3Client client(LocalStore store) {
    return S3Client.builder()
        .endpointOverride(store.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }
}
