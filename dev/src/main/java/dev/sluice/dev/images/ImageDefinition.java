package dev.sluice.dev.images;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an image consists of.
 *
 * @param title one line for people
 * @param layers names of folders, those that change least first
 * @param user numbers of user and group
 * @param env variables that it sets
 * @param entrypoint the program with its arguments
 */
record ImageDefinition(
    String title,
    List<String> layers,
    String user,
    Map<String, String> env,
    List<String> entrypoint) {
  ImageDefinition {
    layers = List.copyOf(layers);
    env = env == null ? Map.of() : Map.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
  }

  /** Reads the definitions of a file, by name, in its order. */
  static Map<String, ImageDefinition> read(Path file) throws IOException {
    return new ObjectMapper(new YAMLFactory())
        .readValue(file.toFile(), new TypeReference<Map<String, ImageDefinition>>() {});
  }
}
