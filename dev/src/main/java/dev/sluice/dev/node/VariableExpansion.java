package dev.sluice.dev.node;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' {@code $(NAME)} in commands, arguments and variables; {@code $$} is a dollar. */
final class VariableExpansion {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()]+)\\)");

  private VariableExpansion() {}

  /** Replaces the references whose variable is known and leaves the others as they are. */
  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match -> {
              if (match.group(1) == null) {
                return Matcher.quoteReplacement("$");
              }
              String value = variables.get(match.group(1));
              return Matcher.quoteReplacement(value == null ? match.group() : value);
            });
  }
}
