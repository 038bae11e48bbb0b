package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

  /** What dbt makes itself; a stale copy from somebody's desk would only mislead it. */
  private static final Set<String> LEFT_OUT = Set.of("target", "logs", ".git");

  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Puts the project of a step into a folder: the mounted one is read-only, and dbt writes beside
   * its models.
   */
  static DbtProject prepare(ModelStep step, Path folder) throws IOException {
    Files.createDirectories(folder);
    if (step.projectDirectory() != null) {
      copy(Path.of(step.projectDirectory()), folder);
    } else {
      for (ModelStep.ProjectFile file : step.files()) {
        Path target = inside(folder, file.path());
        Files.createDirectories(target.resolveSibling("."));
        Files.writeString(target, file.content());
      }
    }
    return read(folder);
  }

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

  private static Path inside(Path folder, String path) {
    try {
      Path target = folder.resolve(path).normalize();
      if (!Path.of(path).isAbsolute() && target.startsWith(folder) && !target.equals(folder)) {
        return target;
      }
    } catch (InvalidPathException e) {
      throw outside(path, e);
    }
    throw outside(path, null);
  }

  private static StepFailure outside(String path, @Nullable Exception cause) {
    return new StepFailure.UserError(
        "ProjectPathInvalid",
        "spec.project.files: \""
            + path
            + "\" is not a path within the project; write it like models/marts/dim_movies.sql.",
        cause);
  }

  private static void copy(Path source, Path target) throws IOException {
    if (!Files.isDirectory(source)) {
      throw new StepFailure.UserError(
          "ProjectNotFound",
          "spec.project: the folder " + source + " does not exist; is its volume mounted?");
    }
    Files.walkFileTree(
        source,
        // The files of a mounted ConfigMap are symbolic links.
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Path relative = source.relativize(dir);
            String name = relative.toString();
            // "..data" and its like are how a ConfigMap volume switches versions.
            if (LEFT_OUT.contains(name) || name.startsWith("..") || dir.equals(target)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(target.resolve(relative));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, target.resolve(source.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static DbtProject read(Path folder) throws IOException {
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
