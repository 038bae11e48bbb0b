package dev.sluice.dev.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What images are built of, and where they go.
 *
 * @param definitions file that says what is in each
 * @param layers folder of the layers
 * @param from base image: a reference, or {@code tar://} and the file of one
 * @param tag of the images
 * @param push registry and folder that they are pushed to; absent: they become files
 * @param out folder of these files
 * @param revision of the sources, as far as known
 */
record ImageSettings(
    Path definitions,
    Path layers,
    String from,
    String tag,
    Optional<String> push,
    Path out,
    Optional<String> revision) {
  /** It has a C library, zlib, libstdc++ and, for dbt, the Python that {@code stage} expects. */
  private static final String DEFAULT_BASE = "python:3.11-slim-bookworm";

  static ImageSettings of(Map<String, String> environment, Path root) throws IOException {
    Path images = root.resolve("target/images");
    return new ImageSettings(
        Path.of(
            given(environment, "DEFINITIONS")
                .orElse(root.resolve("dev/images/definitions.yaml").toString())),
        images.resolve("layers"),
        given(environment, "FROM").orElse(DEFAULT_BASE),
        given(environment, "TAG").orElse(version(root)),
        given(environment, "PUSH"),
        images,
        given(environment, "REVISION"));
  }

  /** The version that the chart names when its values name none. */
  private static String version(Path root) throws IOException {
    String key = "appVersion: ";
    return Files.readAllLines(root.resolve("helm/sluice/Chart.yaml")).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("helm/sluice/Chart.yaml has no appVersion"));
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.of(environment.getOrDefault(name, "")).filter(value -> !value.isEmpty());
  }
}
