package dev.sluice.dev.node;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the paths that a container knows are on this machine. A local process has no mount
 * namespace, so the paths in its variables and arguments are rewritten instead.
 */
final class PathMapping {
  /** A path starts where no other path or name goes on; file:// is the one prefix it may have. */
  private static final String START = "(?<![\\w.~/-])|(?<=file://)";

  private static final String END = "(?![\\w.-])";

  private final Map<String, Path> places;
  private final Pattern anyPlace;

  PathMapping(Map<String, Path> mounted) {
    Map<String, Path> normalized = new TreeMap<>();
    mounted.forEach((path, place) -> normalized.put(withoutTrailingSlash(path), place));
    this.places = normalized;
    List<String> longestFirst =
        normalized.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.anyPlace =
        Pattern.compile(
            "(?:"
                + START
                + ")("
                + longestFirst.stream().map(Pattern::quote).collect(Collectors.joining("|"))
                + ")"
                + END);
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Replaces every mounted path in a text, the longest mount winning. */
  String rewrite(String text) {
    if (places.isEmpty()) {
      return text;
    }
    return anyPlace
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(String.valueOf(places.get(match.group(1)))));
  }

  List<String> rewrite(List<String> texts) {
    return texts.stream().map(this::rewrite).toList();
  }
}
