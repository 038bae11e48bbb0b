package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dbt project in a folder that dbt may write to.
 *
 * @param folder holds {@code dbt_project.yml}
 * @param name of the project
 * @param profile the profile that the project asks for; its own name when it asks for none
 * @param packages folder of installed packages
 */
record DbtProject(Path folder, String name, String profile, Path packages) {

  private static final String FILE = "dbt_project.yml";

  private static final YAMLMapper YAML = new YAMLMapper();

  /** Ends the attempt when packages are asked for that neither exist nor get installed. */
  void requirePackages(List<DbtCommand> commands) throws IOException {
    if (commands.contains(DbtCommand.DEPS) || Files.isDirectory(packages)) {
      return;
    }
    for (String file : List.of("packages.yml", "dependencies.yml")) {
      Path path = folder.resolve(file);
      if (Files.exists(path) && !document(path).path("packages").isEmpty()) {
        throw new StepFailure.UserError(
            "PackagesMissing",
            "The project asks for packages in "
                + file
                + ", but they are not installed: put deps first in spec.commands, or ship the"
                + " folder "
                + folder.relativize(packages)
                + " with the project.");
      }
    }
  }

  /** The project in a folder. */
  static DbtProject read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw invalid(
          "there is no " + FILE + " at its top, which makes a folder a dbt project", null);
    }
    JsonNode project = document(file);
    String name = project.path("name").asText();
    if (name.isBlank()) {
      throw invalid(FILE + " has no name: add a line such as name: movielens", null);
    }
    return new DbtProject(
        folder,
        name,
        project.path("profile").asText(name),
        folder.resolve(project.path("packages-install-path").asText("dbt_packages")).normalize());
  }

  private static JsonNode document(Path file) throws IOException {
    try {
      return YAML.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw invalid(
          file.getFileName()
              + " is not YAML, line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  private static StepFailure invalid(String what, @Nullable Exception cause) {
    return new StepFailure.UserError(
        DbtErrors.PROJECT_INVALID, "spec.project: " + what + ".", cause);
  }
}
