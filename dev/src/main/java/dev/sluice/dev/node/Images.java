package dev.sluice.dev.node;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which local program stands for which container image. */
public final class Images {
  /** A local program with the variables that its image would set. */
  public record Image(List<String> command, Map<String, String> env) {
    public Image {
      command = command == null ? List.of() : List.copyOf(command);
      env = env == null ? Map.of() : Map.copyOf(env);
    }
  }

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-zA-Z0-9._-]+)}");

  private final Map<String, Image> byName;

  private Images(Map<String, Image> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * Reads a YAML file of {@code name: {command: [...], env: {...}}}. {@code ${name}} in commands
   * and values stands for one of the given places.
   */
  public static Images read(Path file, Map<String, String> places) {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    try {
      Map<String, Image> declared =
          yaml.readValue(file.toFile(), new TypeReference<Map<String, Image>>() {});
      declared.forEach(
          (name, image) -> {
            if (image.command().isEmpty()) {
              throw new IllegalArgumentException(
                  file + ": image " + name + " needs a command, e.g. command: [java, -version]");
            }
          });
      return new Images(
          declared.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, entry -> filled(entry.getValue(), file, places))));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the images of " + file + ": " + e.getMessage(), e);
    }
  }

  /** Images given directly, for tests. */
  public static Images of(Map<String, List<String>> commands) {
    return new Images(
        commands.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> new Image(entry.getValue(), Map.of()))));
  }

  private static Image filled(Image image, Path file, Map<String, String> places) {
    return new Image(
        image.command().stream().map(word -> filled(word, file, places)).toList(),
        image.env().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> filled(entry.getValue(), file, places))));
  }

  private static String filled(String text, Path file, Map<String, String> places) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> {
              String place = places.get(match.group(1));
              if (place == null) {
                throw new IllegalArgumentException(
                    file
                        + ": "
                        + match.group()
                        + " is unknown; there are "
                        + places.keySet().stream().sorted().toList());
              }
              return Matcher.quoteReplacement(place);
            });
  }

  /** Finds an image by its name without tag and digest, whole or without its registry. */
  public Optional<Image> find(String reference) {
    String name = reference.replaceFirst("@.*$", "").replaceFirst(":[^/:]*$", "");
    Image whole = byName.get(name);
    return Optional.ofNullable(
        whole != null ? whole : byName.get(name.substring(name.lastIndexOf('/') + 1)));
  }
}
