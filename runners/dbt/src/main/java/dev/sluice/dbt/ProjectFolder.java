package dev.sluice.dbt;

import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder that a project is put into: files reach it only by paths that stay within it. */
final class ProjectFolder {

  /** What dbt makes itself; a stale copy from somebody's desk would only mislead it. */
  private static final Set<String> LEFT_OUT = Set.of("target", "logs", ".git");

  private static final int MAX_FILES = 10_000;
  private static final long MAX_BYTES = 256L << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private final String field;
  private int files;
  private long bytes;

  /**
   * @param field of the spec that says where the project comes from, for messages
   */
  ProjectFolder(Path folder, String field) {
    this.folder = folder;
    this.field = field;
  }

  /** Writes one file; {@code content} is read to its end, but no further than a project may go. */
  void write(String path, InputStream content) throws IOException {
    if (LEFT_OUT.contains(firstSegment(path))) {
      return;
    }
    Path target = inside(path);
    Files.createDirectories(target.resolveSibling("."));
    if (++files > MAX_FILES) {
      throw tooLarge("more than " + MAX_FILES + " files");
    }
    try (var out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        bytes += n;
        if (bytes > MAX_BYTES) {
          throw tooLarge("more than " + (MAX_BYTES >> 20) + " MiB");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  /** Copies a folder of this machine, such as a mounted volume. */
  void copy(Path source) throws IOException {
    if (!Files.isDirectory(source)) {
      throw new StepFailure.UserError(
          "ProjectNotFound",
          field + ": the folder " + source + " does not exist; is its volume mounted?");
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
            if (LEFT_OUT.contains(name) || name.startsWith("..") || dir.equals(folder)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(folder.resolve(relative));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, folder.resolve(source.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Path inside(String path) {
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

  private static String firstSegment(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private StepFailure outside(String path, @Nullable Exception cause) {
    return new StepFailure.UserError(
        "ProjectPathInvalid",
        field
            + ": \""
            + path.replaceAll("\\p{Cntrl}", "?")
            + "\" is not a path within the project; write it like models/marts/dim_movies.sql.",
        cause);
  }

  private StepFailure tooLarge(String what) {
    return new StepFailure.UserError(
        "ProjectTooLarge",
        field + ": " + what + ", which no dbt project has: point it to the project alone.");
  }
}
