package dev.sluice.dbt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one dbt command ended.
 *
 * @param exitCode 0, 1 when nodes failed, 2 when dbt could not do the command at all; above 128
 *     when a signal ended it
 * @param version of dbt; absent when it did not get as far as to say so
 * @param error what kept dbt from doing the command, in its words; absent when nothing did
 * @param lastLines the end of what dbt printed outside of its log
 * @param seconds it took
 */
record DbtInvocation(
    int exitCode,
    @Nullable String version,
    @Nullable String error,
    List<String> lastLines,
    double seconds) {
  DbtInvocation {
    lastLines = List.copyOf(lastLines);
  }
}
