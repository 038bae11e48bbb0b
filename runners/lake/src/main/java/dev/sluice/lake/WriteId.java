package dev.sluice.lake;

import java.util.regex.Pattern;

/** The mark of an attempt in the keys of its data files. */
final class WriteId {

  private static final int HEX_CHARS = 20;
  private static final Pattern IN_PATH =
      Pattern.compile("(^|[/-])w[0-9a-f]{" + HEX_CHARS + "}([/.]|$)");

  private WriteId() {}

  static String of(Writer writer) {
    String attempt = writer.runUid() + "\n" + writer.task() + "\n" + writer.attempt();
    return "w" + Digest.ofText(attempt).substring(0, HEX_CHARS);
  }

  /** Whether Sluice wrote the object at this path. */
  static boolean marks(String path) {
    return IN_PATH.matcher(path).find();
  }
}
