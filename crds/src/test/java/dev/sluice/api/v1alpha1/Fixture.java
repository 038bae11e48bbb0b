package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of src/test/resources/fixtures: resources that are applied one after the other, and the
 * message with which the last one is refused.
 *
 * @param expect the message, with the field before it; empty where all are accepted
 */
record Fixture(Path file, List<JsonNode> resources, String expect) {
  private static final Path FOLDER = Path.of("src/test/resources/fixtures");
  private static final String EXPECT = "# expect: ";

  /** Resources that the API server takes. */
  static Stream<Fixture> good() {
    return all().filter(fixture -> fixture.expect().isEmpty());
  }

  /** Resources that it refuses. */
  static Stream<Fixture> bad() {
    return all().filter(fixture -> !fixture.expect().isEmpty());
  }

  private static Stream<Fixture> all() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted(Comparator.naturalOrder())
          .map(Fixture::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture read(Path file) {
    try {
      String text = Files.readString(file);
      List<JsonNode> resources = new ArrayList<>();
      for (String document : text.split("(?m)^---$", -1)) {
        resources.add(Serialization.unmarshal(document, JsonNode.class));
      }
      String expect =
          text.startsWith(EXPECT) ? text.substring(EXPECT.length(), text.indexOf('\n')) : "";
      return new Fixture(file, List.copyOf(resources), expect);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode last() {
    return resources.get(resources.size() - 1);
  }

  String kind() {
    return last().get("kind").asText();
  }

  @Override
  public String toString() {
    return FOLDER.relativize(file).toString();
  }
}
