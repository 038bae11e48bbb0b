package dev.sluice.lake;

import dev.sluice.protocol.StepFailure;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/**
 * Chooses files by their path. A pattern without a slash is about the name of the file, in whatever
 * folder it is, as in {@code .gitignore}; any other is about the whole path.
 */
public final class Glob {

  private final PathMatcher matcher;
  private final boolean nameOnly;

  private Glob(PathMatcher matcher, boolean nameOnly) {
    this.matcher = matcher;
    this.nameOnly = nameOnly;
  }

  /**
   * Reads a pattern such as {@code *.csv} or {@code 2026/**}.
   *
   * @throws StepFailure.UserError {@code BadGlob}
   */
  public static Glob of(String pattern) {
    try {
      return new Glob(
          FileSystems.getDefault().getPathMatcher("glob:" + pattern), !pattern.contains("/"));
    } catch (PatternSyntaxException e) {
      throw new StepFailure.UserError(
          "BadGlob",
          "\"" + pattern + "\" is not a glob such as *.csv: " + e.getDescription() + ".",
          e);
    }
  }

  /** Whether the file at this path is chosen. */
  public boolean matches(String path) {
    return matcher.matches(Path.of(nameOnly ? path.substring(path.lastIndexOf('/') + 1) : path));
  }
}
