package dev.sluice.dbt;

import dev.sluice.protocol.StepFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The dbt commands that a ModelRun may list, and the options that each of them takes. */
enum DbtCommand {
  BUILD(true, true, true),
  RUN(true, true, true),
  TEST(true, false, true),
  SEED(true, true, true),
  SNAPSHOT(true, false, true),
  RETRY(false, false, true),
  COMPILE(true, false, false),
  DOCS_GENERATE(true, false, false),
  SOURCE_FRESHNESS(true, false, false),
  DEPS(false, false, false),
  CLEAN(false, false, false);

  private final boolean selects;
  private final boolean refreshes;
  private final boolean executes;

  /**
   * @param selects takes {@code --select}, {@code --exclude} and {@code --threads}
   * @param refreshes takes {@code --full-refresh}
   * @param executes leaves run results that tell how nodes fared
   */
  DbtCommand(boolean selects, boolean refreshes, boolean executes) {
    this.selects = selects;
    this.refreshes = refreshes;
    this.executes = executes;
  }

  /** The command that a person writes as {@code text}. */
  static DbtCommand of(String text) {
    return Arrays.stream(values())
        .filter(command -> command.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new StepFailure.UserError(
                    "CommandUnknown",
                    "spec.commands: \""
                        + text
                        + "\" is not one of "
                        + Arrays.stream(values())
                            .map(DbtCommand::text)
                            .collect(Collectors.joining(", "))
                        + ". Options such as --select have fields of their own."));
  }

  /** As it is written on the command line: {@code docs generate}. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** As it is written in file names: {@code docs-generate}. */
  String slug() {
    return text().replace(' ', '-');
  }

  /** Whether its run results tell how nodes fared. */
  boolean executes() {
    return executes;
  }

  /** Whether it is subject to {@code spec.select}. */
  boolean selects() {
    return selects;
  }

  /** Whether it can build incremental models anew. */
  boolean refreshes() {
    return refreshes;
  }
}
