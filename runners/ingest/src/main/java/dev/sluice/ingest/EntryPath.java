package dev.sluice.ingest;

import dev.sluice.protocol.StepFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Paths of files in a dataset, as names in archives and urls give them. */
final class EntryPath {

  private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*");

  private EntryPath() {}

  /**
   * The path without empty and {@code .} segments.
   *
   * @param source how messages name where it comes from
   * @throws StepFailure.UserError {@code UnsafePath} when it leaves the folder of the dataset
   */
  static String of(String name, String source) {
    List<String> segments = new ArrayList<>();
    boolean unsafe =
        name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.chars().anyMatch(Character::isISOControl)
            || DRIVE.matcher(name).matches();
    for (String segment : name.split("/", -1)) {
      unsafe |= segment.equals("..");
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (unsafe || segments.isEmpty()) {
      throw new StepFailure.UserError(
          "UnsafePath",
          source
              + " holds a file named \""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\", which is not a path within the dataset (absolute, .., or with characters that"
              + " paths cannot have). Nothing of it is taken; repack it.");
    }
    return String.join("/", segments);
  }
}
