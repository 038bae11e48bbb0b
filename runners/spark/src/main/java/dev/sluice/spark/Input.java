package dev.sluice.spark;

import dev.sluice.lake.Snapshot;
import java.nio.file.Path;
import java.util.List;

/**
 * An input of the query with all its files in the scratch folder.
 *
 * @param name of its view
 * @param field of the resource that says what the input is, for messages
 * @param folder that holds its files in Hive's layout
 * @param partitionColumns names of the folders' columns, outermost first
 */
record Input(
    String name,
    String field,
    Snapshot snapshot,
    Path folder,
    List<String> partitionColumns,
    List<InputFile> files) {

  Input {
    partitionColumns = List.copyOf(partitionColumns);
    files = List.copyOf(files);
  }

  /** The same files as another view. */
  Input named(String other) {
    return new Input(other, field, snapshot, folder, partitionColumns, files);
  }

  /** Whether a file, by the URI that Spark gives it, is one of the input. */
  boolean holds(String uri) {
    return uri.contains("/" + folder.getFileName() + "/");
  }

  /** How messages name a file, by the URI that Spark gives it. */
  String shown(String uri) {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    return files.stream()
        // Local names are unique within the input, and free of characters that URIs escape.
        .filter(file -> file.local().getFileName().toString().equals(name))
        .map(InputFile::shown)
        .findFirst()
        .orElse("input " + this.name);
  }
}
