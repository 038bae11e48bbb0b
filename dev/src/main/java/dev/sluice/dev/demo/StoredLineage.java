package dev.sluice.dev.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The OpenLineage events that notifications of an example's runs left in the store. */
final class StoredLineage {

  private static final String FILE = "/openlineage.ndjson";

  private StoredLineage() {}

  /**
   * Copies them to {@code openlineage/<run>/<notification>.ndjson}; nothing where none tells the
   * lineage.
   */
  static void keep(Platform platform, String namespace, Path folder) throws IOException {
    String reports = Platform.prefix(namespace) + "_sluice/" + namespace + "/";
    try (S3Client s3 = SampleData.client(platform.store())) {
      List<String> keys =
          s3
              .listObjectsV2Paginator(list -> list.bucket(Platform.LAKE).prefix(reports))
              .contents()
              .stream()
              .map(S3Object::key)
              .filter(key -> key.endsWith(FILE))
              .toList();
      for (String key : keys) {
        // Run, task and attempt; each attempt tells the same.
        Path path = Path.of(key.substring(reports.length()));
        Path run = Files.createDirectories(folder.resolve("openlineage").resolve(path.getName(0)));
        Files.write(
            run.resolve(path.getName(1) + ".ndjson"),
            s3.getObjectAsBytes(get -> get.bucket(Platform.LAKE).key(key)).asByteArray());
      }
    }
  }
}
