package dev.sluice.warehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What held for one warehouse, by case and mode; written to {@code target/conformance.txt}. */
final class ConformanceTable {

  private static final Path FOLDER = Path.of("target", "conformance");

  private final String warehouse;
  private final Optional<String> leftOut;
  private final Map<String, Map<String, String>> cells = new TreeMap<>();

  /**
   * @param leftOut what is not tried, and why
   */
  ConformanceTable(String warehouse, Optional<String> leftOut) {
    this.warehouse = warehouse;
    this.leftOut = leftOut;
  }

  synchronized void put(String row, String column, String cell) {
    cells.computeIfAbsent(row, r -> new TreeMap<>()).put(column, cell);
  }

  /** Each warehouse has a file of its own, so that suites may run apart; the sum is all of them. */
  synchronized void write() {
    Set<String> columns = new LinkedHashSet<>();
    cells.values().forEach(row -> columns.addAll(row.keySet()));
    List<String> lines = new ArrayList<>();
    lines.add(warehouse);
    leftOut.ifPresent(lines::add);
    lines.add(line("", columns.stream().toList()));
    cells.forEach(
        (row, values) ->
            lines.add(line(row, columns.stream().map(c -> values.getOrDefault(c, "")).toList())));
    try {
      Files.createDirectories(FOLDER);
      Files.write(FOLDER.resolve(warehouse + ".txt"), lines);
      List<String> all = new ArrayList<>();
      try (Stream<Path> files = Files.list(FOLDER)) {
        for (Path file : files.sorted().toList()) {
          all.addAll(Files.readAllLines(file));
          all.add("");
        }
      }
      Files.write(Path.of("target", "conformance.txt"), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String first, List<String> others) {
    StringBuilder line = new StringBuilder(String.format("%-48s", first));
    others.forEach(o -> line.append(String.format(" %-13s", o)));
    return line.toString().stripTrailing();
  }
}
