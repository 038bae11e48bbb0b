package dev.sluice.dbt;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options that the commands of a step have on dbt's command line.
 *
 * @param step whose fields they are
 * @param profile of the project
 * @param vars value of {@code --vars}
 * @param state folder of the artifacts that the project is compared with; null: with none
 */
record DbtOptions(ModelStep step, String profile, String vars, @Nullable Path state) {

  /** The command line of a command, after the name of the program. */
  List<String> of(DbtCommand command) {
    List<String> arguments = new ArrayList<>(List.of(command.text().split(" ", -1)));
    if (command.selects()) {
      ModelStep.Selection selection = step.selection();
      add(arguments, "--select", "spec.select", selection.select());
      add(arguments, "--exclude", "spec.exclude", selection.exclude());
      if (selection.selector() != null) {
        add(arguments, "--selector", "spec.selector", List.of(selection.selector()));
      }
      if (state != null) {
        arguments.addAll(List.of("--state", state.toString()));
      }
      if (selection.defer()) {
        arguments.add("--defer");
      }
      arguments.addAll(List.of("--threads", Integer.toString(step.threads())));
    }
    if (command.refreshes() && step.fullRefresh()) {
      arguments.add("--full-refresh");
    }
    arguments.addAll(List.of("--profile", profile, "--target", step.target(), "--vars", vars));
    return arguments;
  }

  /** Goes on after the nodes that failed: all other options are those of the earlier command. */
  List<String> retry(Path results) {
    return List.of(
        DbtCommand.RETRY.text(),
        "--state",
        results.toString(),
        "--threads",
        Integer.toString(step.threads()));
  }

  private static void add(
      List<String> arguments, String option, String field, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    arguments.add(option);
    for (String value : values) {
      if (value.startsWith("-")) {
        throw new StepFailure.UserError(
            "SelectorInvalid",
            field
                + ": \""
                + value
                + "\" would be read as an option; a selector starts with a name,"
                + " a method such as tag:nightly, '+' or '@'.");
      }
      arguments.add(value);
    }
  }
}
