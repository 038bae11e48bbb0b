package dev.sluice.dbt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left to do of an earlier execution: a further attempt of the same task goes on where the
 * one before ended, and the command {@code retry} where the newest run of the same date did.
 */
final class Continuation {

  private static final Logger log = LoggerFactory.getLogger(Continuation.class);
  private static final String RUN_RESULTS = "run_results.json";

  private final Path folder;
  private final Memory.@Nullable About earlier;
  private final boolean sameTask;

  private Continuation(Path folder, Memory.@Nullable About earlier, boolean sameTask) {
    this.folder = folder;
    this.earlier = earlier;
    this.sameTask = sameTask;
  }

  /**
   * Finds what there is to go on with.
   *
   * @param folder empty folder for the earlier artifacts
   * @param digest of project and step
   * @param state folder of the artifacts that the project is compared with; null: with none
   */
  static Continuation of(
      StepMemory memory,
      List<DbtCommand> commands,
      RunContext run,
      String digest,
      Path folder,
      @Nullable Path state)
      throws IOException {
    boolean asked = commands.contains(DbtCommand.RETRY);
    if (run.attempt() == 1 && !asked) {
      return new Continuation(folder, null, false);
    }
    Optional<Memory.About> newest = memory.newest(folder);
    if (newest.isPresent()) {
      Memory.About about = newest.get();
      boolean sameTask =
          about.runUid().equals(run.uid())
              && about.attempt() < run.attempt()
              && about.digest().equals(digest);
      if (sameTask || (asked && about.date().equals(run.date()))) {
        withState(folder.resolve(RUN_RESULTS), state);
        log.info(
            "Goes on after attempt {} of run {}, which did {} of {} nodes.",
            about.attempt(),
            about.run(),
            about.nodes().stream()
                .filter(node -> node.status() == NodeResult.Status.PASSED)
                .count(),
            about.nodes().size());
        return new Continuation(folder, about, sameTask);
      }
    }
    if (asked) {
      throw new StepFailure.UserError(
          "NothingToRetry",
          "spec.commands: retry has nothing to go on with: the newest execution of this step is"
              + newest.map(about -> " of date " + about.date()).orElse(" not known")
              + ", this run is of "
              + run.date()
              + ". Run build for this date first.");
    }
    return new Continuation(folder, null, false);
  }

  /** How the nodes fared that are not executed again. */
  List<NodeResult> nodes() {
    return earlier == null ? List.of() : earlier.nodes();
  }

  /** Whether an earlier attempt of the same task has done a command already. */
  boolean isDone(int index, DbtCommand command) {
    return sameTask && earlier != null && index < earlier.command() && command.executes();
  }

  /** The results that a command goes on with; null: it starts from the beginning. */
  @Nullable Path results(int index, DbtCommand command) {
    boolean interrupted = sameTask && earlier != null && index == earlier.command();
    boolean goesOn = command == DbtCommand.RETRY || (interrupted && command.executes());
    return goesOn && Files.exists(folder.resolve(RUN_RESULTS)) ? folder : null;
  }

  /**
   * dbt takes the options of the earlier command from its results; that attempt's folders are gone.
   */
  private static void withState(Path results, @Nullable Path state) throws IOException {
    if (!Files.exists(results)) {
      return;
    }
    JsonNode document = Json.MAPPER.readTree(results.toFile());
    if (document.get("args") instanceof ObjectNode arguments && arguments.hasNonNull("state")) {
      if (state == null) {
        arguments.remove("state");
      } else {
        arguments.put("state", state.toString());
      }
      Json.MAPPER.writeValue(results.toFile(), document);
    }
  }
}
