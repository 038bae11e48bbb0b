package dev.sluice.dev.demo;

import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.ChildProcess;
import dev.sluice.dev.process.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * A program that is run to its end and whose output is kept. It ends with this process, and what it
 * leaves in its {@code TMPDIR} goes with it.
 */
record Command(List<String> words, Map<String, String> environment, Path folder) {
  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** Runs it and returns what it printed; a failure carries what it printed. */
  String run() throws InterruptedException {
    try {
      Path scratch = Files.createTempDirectory("sluice-");
      Path output = scratch.resolve("output");
      Map<String, String> variables = new HashMap<>(environment);
      variables.put("TMPDIR", scratch.toString());
      ChildProcess process = ChildProcess.start(words.get(0), words, variables, folder, output);
      Runnable leaveNothing =
          () -> {
            process.close();
            Folders.delete(scratch);
          };
      AtEnd end = AtEnd.run("end-" + words.get(0), leaveNothing);
      try {
        return printed(process.exit().get(), Files.readString(output).strip());
      } finally {
        end.close();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new DemoFailure("Cannot run " + words.get(0) + ": " + e.getMessage());
    }
  }

  private String printed(int code, String output) {
    if (code == 0) {
      return output;
    }
    throw new DemoFailure(
        "`" + String.join(" ", shortened()) + "` failed with exit code " + code + ":\n" + output);
  }

  private List<String> shortened() {
    List<String> shown = new ArrayList<>(words);
    shown.replaceAll(word -> word.length() > 80 ? word.substring(0, 80) + "..." : word);
    return shown;
  }
}
