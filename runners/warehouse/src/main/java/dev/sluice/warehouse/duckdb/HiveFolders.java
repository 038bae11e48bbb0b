package dev.sluice.warehouse.duckdb;

import dev.sluice.sql.Quoting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parquet files whose folders DuckDB understands as we do. One reader for all of them takes less
 * than one per folder, and leaves out the folders that a query does not ask for.
 *
 * @param locations of the files
 * @param types of the columns that the folders tell, in their order
 */
record HiveFolders(Set<String> locations, Map<String, String> types) {

  private static final Quoting QUOTING = new Quoting() {};

  /** Nothing that needs an escape, which DuckDB and others write in more than one way. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  HiveFolders {
    locations = new TreeSet<>(locations);
  }

  /**
   * Absent when a file has to be read by what we know of its folders.
   *
   * @param files the files of each combination of folders
   * @param types of the columns that the folders tell
   */
  static Optional<HiveFolders> of(
      Map<Map<String, String>, List<String>> files, Map<String, String> types) {
    boolean understood =
        files.entrySet().stream()
            .allMatch(
                group ->
                    group.getKey().keySet().equals(types.keySet())
                        && group.getValue().stream()
                            .allMatch(location -> tells(location, group.getKey())));
    return understood && files.size() > 1
        ? Optional.of(
            new HiveFolders(
                files.values().stream().flatMap(List::stream).collect(Collectors.toSet()), types))
        : Optional.empty();
  }

  /** A folder below another whose name tells these values, or that one where no name can. */
  static Path below(Path folder, Map<String, String> values) {
    Path told = folder;
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!isPlain(value.getKey(), value.getValue())) {
        return folder;
      }
      told = told.resolve(value.getKey() + "=" + value.getValue());
    }
    return told;
  }

  private static boolean isPlain(String name, String value) {
    return PLAIN.matcher(name).matches()
        && PLAIN.matcher(value).matches()
        // DuckDB reads it as no value.
        && !value.equalsIgnoreCase("NULL");
  }

  private static boolean tells(String location, Map<String, String> values) {
    Map<String, String> told = new LinkedHashMap<>();
    for (String segment : location.split("/", -1)) {
      int equals = segment.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = segment.substring(0, equals);
      String value = segment.substring(equals + 1);
      if (!isPlain(name, value) || told.put(name, value) != null) {
        return false;
      }
    }
    return told.equals(values);
  }

  /** A reader of what is in the files themselves. */
  String files() {
    return reader("");
  }

  /** A query of the files, with the columns of their folders last. */
  String select() {
    return "SELECT * EXCLUDE ("
        + names(types.keySet())
        + "), "
        + names(types.keySet())
        + " FROM "
        + reader(
            types.entrySet().stream()
                .map(
                    type ->
                        QUOTING.literal(type.getKey()) + ": " + QUOTING.literal(type.getValue()))
                .collect(Collectors.joining(", ", ", hive_types = {", "}")));
  }

  private static String names(Set<String> columns) {
    return columns.stream().map(QUOTING::identifier).collect(Collectors.joining(", "));
  }

  private String reader(String hiveTypes) {
    return "read_parquet("
        + locations.stream().map(QUOTING::literal).collect(Collectors.joining(", ", "[", "]"))
        + ", union_by_name = true, hive_partitioning = "
        + !hiveTypes.isEmpty()
        + hiveTypes
        + ")";
  }
}
