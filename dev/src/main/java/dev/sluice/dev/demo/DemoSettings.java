package dev.sluice.dev.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What the demo shows and with what data.
 *
 * @param root the checkout
 * @param example the folder of the example
 * @param namespace in which it runs
 * @param title of the example, for the first line
 * @param expectedToSucceed whether the example's run is meant to succeed
 * @param showSql query whose result ends the demo
 * @param exportSchemas schemas whose tables are kept as CSV
 * @param dataset name of the script in dev/data that makes the example's data
 * @param rows how large the generated data is: rows of its largest file
 * @param data folder with real files instead
 * @param out folder in which results are kept
 * @param keep whether everything is left running
 */
public record DemoSettings(
    Path root,
    Path example,
    String namespace,
    String title,
    boolean expectedToSucceed,
    Optional<String> showSql,
    List<String> exportSchemas,
    String dataset,
    int rows,
    Optional<Path> data,
    Optional<Path> out,
    boolean keep) {
  private static final int FEWEST_ROWS = 100;

  public DemoSettings {
    exportSchemas = List.copyOf(exportSchemas);
  }

  /**
   * Reads EXAMPLE, one name or several with commas between them, ROWS, DATA, OUT and KEEP, and each
   * example's demo.properties. Several run in namespaces of their own and keep results in folders
   * of their own.
   */
  public static List<DemoSettings> of(Map<String, String> environment, Path root) {
    List<String> names =
        List.of(environment.getOrDefault("EXAMPLE", "movielens-elt").strip().split("\\s*,\\s*"));
    boolean alone = names.size() == 1;
    if (!alone && !environment.getOrDefault("DATA", "").isEmpty()) {
      throw new DemoFailure("DATA is the data of one example: run it with one EXAMPLE at a time");
    }
    return names.stream()
        .map(
            name -> {
              String namespace = alone ? Platform.NAMESPACE : name.replace('/', '-');
              Optional<Path> out =
                  folder(environment, "OUT").map(all -> alone ? all : all.resolve(namespace));
              return one(name, namespace, out, environment, root);
            })
        .toList();
  }

  private static DemoSettings one(
      String name,
      String namespace,
      Optional<Path> out,
      Map<String, String> environment,
      Path root) {
    Path examples = root.resolve("examples");
    Path example = examples.resolve(name).normalize();
    if (!example.startsWith(examples) || !Files.isRegularFile(example.resolve("pipeline.yaml"))) {
      throw new DemoFailure(
          "EXAMPLE=" + name + " is not an example; there are: " + String.join(", ", all(examples)));
    }
    Properties properties = properties(example.resolve("demo.properties"));
    String expect = properties.getProperty("expect", "Succeeded");
    if (!List.of("Succeeded", "Failed").contains(expect)) {
      throw new DemoFailure(
          example.resolve("demo.properties")
              + ": expect must be Succeeded or Failed, not "
              + expect);
    }
    return new DemoSettings(
        root,
        example,
        namespace,
        properties.getProperty("title", name),
        expect.equals("Succeeded"),
        Optional.ofNullable(properties.getProperty("show.sql")),
        Arrays.stream(properties.getProperty("export.schemas", "marts").split(","))
            .map(String::strip)
            .toList(),
        properties.getProperty("data", "movielens"),
        rows(environment.getOrDefault("ROWS", "1000000")),
        folder(environment, "DATA").map(DemoSettings::existing),
        out,
        List.of("1", "true").contains(environment.getOrDefault("KEEP", "")));
  }

  private static int rows(String text) {
    try {
      int rows = Integer.parseInt(text.replace("_", ""));
      if (rows >= FEWEST_ROWS) {
        return rows;
      }
    } catch (NumberFormatException e) {
      // Said below, as for numbers that are too small.
    }
    throw new DemoFailure("ROWS=" + text + " must be a whole number of at least " + FEWEST_ROWS);
  }

  private static Optional<Path> folder(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value).toAbsolutePath());
  }

  private static Path existing(Path data) {
    if (!Files.isDirectory(data)) {
      throw new DemoFailure(
          "DATA=" + data + " is not a folder: give the one that holds the real files");
    }
    return data;
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    if (Files.isRegularFile(file)) {
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return properties;
  }

  private static List<String> all(Path examples) {
    try (Stream<Path> files =
        Files.find(examples, 3, (file, kind) -> file.endsWith("pipeline.yaml"))) {
      return files
          .map(file -> examples.relativize(file.resolve("..").normalize()).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
