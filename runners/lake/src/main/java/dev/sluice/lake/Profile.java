package dev.sluice.lake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a slice holds at a glance, kept beside its files so that nobody has to read them to know.
 *
 * @param columns of the files; columns that are folders are not among them
 */
public record Profile(long rows, List<Column> columns) {

  private static final int MAX_CHARACTERS = 128;

  public Profile {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param type as the engine that wrote it calls it
   * @param nulls absent when it is not known, as of nested columns
   * @param min smallest value, as text of at most 128 characters; absent when there is none, when a
   *     NaN is among them, and of nested columns
   * @param max largest value, likewise
   * @param distinct estimate of how many different values there are; absent of nested columns
   */
  public record Column(
      String name,
      @Nullable String type,
      @Nullable Long nulls,
      @Nullable String min,
      @Nullable String max,
      @Nullable Long distinct) {
    public Column {
      min = clipped(min);
      max = clipped(max);
    }
  }

  private static @Nullable String clipped(@Nullable String text) {
    return text == null || text.codePointCount(0, text.length()) <= MAX_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS));
  }
}
