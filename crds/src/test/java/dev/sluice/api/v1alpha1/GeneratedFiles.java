package dev.sluice.api.v1alpha1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Everything in the repository that follows from the API types: CRDs, chart and reference. */
public final class GeneratedFiles {
  private GeneratedFiles() {}

  /** Writes the files; the argument is the root of the repository. */
  public static void main(String[] args) throws IOException {
    for (Map.Entry<Path, String> file : all(Path.of(args[0])).entrySet()) {
      Files.createDirectories(file.getKey().getParent());
      Files.writeString(file.getKey(), file.getValue());
    }
  }

  /** Content by path. */
  static Map<Path, String> all(Path root) throws IOException {
    Map<String, String> crds = CrdFiles.generate();
    Map<Path, String> files = new TreeMap<>();
    crds.forEach(
        (name, yaml) -> {
          files.put(root.resolve("crds").resolve(name), yaml);
          // Helm does not follow links out of a chart.
          files.put(root.resolve("helm/sluice/crds").resolve(name), yaml);
        });
    Path reference = root.resolve("docs/reference.md");
    String present = Files.exists(reference) ? Files.readString(reference) : "";
    files.put(reference, ReferencePage.write(crds.values(), present));
    return files;
  }
}
