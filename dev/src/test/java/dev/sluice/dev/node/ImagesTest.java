package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
  @TempDir Path folder;

  private Images read(String yaml) throws IOException {
    Path file = folder.resolve("images.yaml");
    Files.writeString(file, yaml);
    return Images.read(file, Map.of("root", "/checkout"));
  }

  @Test
  void placesAreFilledIn() throws IOException {
    Images images =
        read(
            """
            sluice-ingest:
              command: [java, -cp, "${root}/lib/*", Main]
              env: {HOMEDIR: "${root}/x"}
            """);
    Images.Image image = images.find("sluice-ingest").orElseThrow();
    assertThat(image.command()).containsExactly("java", "-cp", "/checkout/lib/*", "Main");
    assertThat(image.env()).containsEntry("HOMEDIR", "/checkout/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice-ingest",
        "sluice-ingest:1.2",
        "ghcr.io/example/sluice-ingest:1.2",
        "localhost:5000/sluice-ingest",
        "sluice-ingest@sha256:abc",
        "r.example/sluice-ingest:1@sha256:abc"
      })
  void registryTagAndDigestDoNotMatter(String reference) {
    assertThat(Images.of(Map.of("sluice-ingest", List.of("true"))).find(reference)).isPresent();
  }

  @Test
  void unknownPlaceIsNamedWithThoseThatAreThere() {
    assertThatThrownBy(() -> read("a: {command: [\"${home}/x\"]}"))
        .hasMessageContaining("images.yaml: ${home} is unknown; there are [root]");
  }

  @Test
  void imageWithoutCommandIsRefused() {
    assertThatThrownBy(() -> read("a: {env: {}}")).hasMessageContaining("image a needs a command");
  }
}
