package dev.sluice.sql;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Texts that are dangerous as a part of SQL, the same in every run. */
public final class HostileTexts {

  private static final List<String> PIECES =
      List.of(
          "\"",
          "'",
          "\\",
          ";",
          "--",
          "/*",
          "*/",
          "$$",
          "`",
          "\n",
          "\r",
          "\t",
          " ",
          "a",
          "B",
          "é",
          "🎬",
          ".",
          "%",
          "?",
          ":x",
          "(",
          ")",
          "DROP TABLE t",
          "\u0001",
          "\u202e",
          "NULL");

  private HostileTexts() {}

  /** So many, all different, of up to {@code pieces} pieces each; none is a plain name. */
  public static List<String> some(int count, int pieces) {
    Random random = new Random(42);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              StringBuilder text = new StringBuilder("x ");
              for (int n = random.nextInt(pieces); n >= 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
              }
              return text.append(i).toString();
            })
        .toList();
  }
}
