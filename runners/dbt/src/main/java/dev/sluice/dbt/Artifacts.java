package dev.sluice.dbt;

import dev.sluice.protocol.StepContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps the files that a dbt command leaves in its target folder, before the next one replaces
 * them.
 */
final class Artifacts {

  private static final List<String> KEPT =
      List.of("run_results.json", "sources.json", "catalog.json", "index.html");
  private static final String MANIFEST = "manifest.json";

  private final StepContext context;
  private final Path target;
  private final boolean single;
  private int commands;

  /**
   * @param total number of commands; with more than one, each has a folder of its own
   */
  Artifacts(StepContext context, Path target, int total) {
    this.context = context;
    this.target = target;
    this.single = total == 1;
  }

  /** Removes what an earlier command left, so that nobody takes it for the next one's. */
  void discardOld() throws IOException {
    for (String name : KEPT) {
      Files.deleteIfExists(target.resolve(name));
    }
  }

  /** Whether a command has executed nodes, so that a later execution could go on with it. */
  boolean worthKeeping() {
    return Files.exists(kept().resolve("run_results.json"));
  }

  /** Folder of what a later execution of the step may want. */
  Path kept() {
    return context.scratch().resolve("kept");
  }

  /** Keeps the files of the command that has just ended, and reads its results. */
  List<NodeResult> collect(DbtCommand command) throws IOException {
    commands++;
    String prefix = single ? "" : commands + "-" + command.slug() + "/";
    Path folder = Files.createDirectories(context.scratch().resolve("artifacts-" + commands));
    for (String name : KEPT) {
      Path file = target.resolve(name);
      if (Files.exists(file)) {
        context.artifact(prefix + name, Files.copy(file, folder.resolve(name)));
      }
    }
    Path manifest = target.resolve(MANIFEST);
    if (Files.exists(manifest)) {
      Path zipped = folder.resolve(MANIFEST + ".gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
        Files.copy(manifest, out);
      }
      // All commands of a run have the same project: one manifest is enough.
      context.artifact(MANIFEST + ".gz", zipped);
    }
    if (command.executes() || command == DbtCommand.SOURCE_FRESHNESS) {
      Files.createDirectories(kept());
      for (String name : Memory.ARTIFACTS) {
        if (Files.exists(target.resolve(name))) {
          Files.copy(
              target.resolve(name), kept().resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    if (command == DbtCommand.SOURCE_FRESHNESS) {
      return RunResults.freshness(target);
    }
    return command.executes() ? RunResults.read(target) : List.of();
  }
}
