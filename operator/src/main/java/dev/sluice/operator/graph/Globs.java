package dev.sluice.operator.graph;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether two globs may mean the same file, without knowing the files.
 *
 * <p>As in the lake, a glob without a slash means names in any folder. The answer is yes unless it
 * is certainly no: a gate that waits for too much is better than one that lets bad data through.
 */
final class Globs {

  /** Text that is known only when a run starts may be anything. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\([^)]*\\)");

  private static final String SPECIAL = "*?[{\\";

  private Globs() {}

  static boolean mayOverlap(String one, String other) {
    for (String left : alternatives(VARIABLE.matcher(one).replaceAll("*"))) {
      for (String right : alternatives(VARIABLE.matcher(other).replaceAll("*"))) {
        if (plainMayOverlap(left, right)) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@code {a,b}.csv} is {@code a.csv} or {@code b.csv}. */
  private static List<String> alternatives(String glob) {
    int open = glob.indexOf('{');
    int close = glob.indexOf('}', open + 1);
    if (open < 0 || close < 0 || glob.indexOf('\\') >= 0) {
      return List.of(glob);
    }
    List<String> all = new ArrayList<>();
    for (String choice : glob.substring(open + 1, close).split(",", -1)) {
      all.addAll(alternatives(glob.substring(0, open) + choice + glob.substring(close + 1)));
    }
    return all;
  }

  private static boolean plainMayOverlap(String one, String other) {
    if (isLiteral(one)) {
      return matches(other, one);
    }
    if (isLiteral(other)) {
      return matches(one, other);
    }
    String left = tail(one);
    String right = tail(other);
    if (!left.endsWith(right) && !right.endsWith(left)) {
      return false;
    }
    boolean areBothNames = one.indexOf('/') < 0 && other.indexOf('/') < 0;
    boolean areBothPaths = one.indexOf('/') >= 0 && other.indexOf('/') >= 0;
    String first = head(one);
    String second = head(other);
    return !(areBothNames || areBothPaths) || first.startsWith(second) || second.startsWith(first);
  }

  private static boolean isLiteral(String glob) {
    return glob.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  /** Whether a glob may mean the file; a name alone may be in any folder. */
  private static boolean matches(String glob, String file) {
    boolean byName = glob.indexOf('/') < 0 || file.indexOf('/') < 0;
    try {
      return FileSystems.getDefault()
          .getPathMatcher("glob:" + (byName ? name(glob) : glob))
          .matches(Path.of(byName ? name(file) : file));
    } catch (PatternSyntaxException e) {
      // The runner says so; nothing is certain of it here.
      return true;
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The end of the name that is the same for all files that a glob means. */
  private static String tail(String glob) {
    String name = name(glob);
    int end = name.length();
    while (end > 0 && "*?]}\\".indexOf(name.charAt(end - 1)) < 0) {
      end--;
    }
    return name.substring(end);
  }

  /** The beginning that is the same for all files that a glob means. */
  private static String head(String glob) {
    int start = 0;
    while (start < glob.length() && SPECIAL.indexOf(glob.charAt(start)) < 0) {
      start++;
    }
    return glob.substring(0, start);
  }
}
