package dev.sluice.dev.demo;

import dev.sluice.dev.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** A program that is run to its end and whose output is kept; it ends with this process. */
record Command(List<String> words, Map<String, String> environment, Path folder) {
  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** Runs it and returns what it printed; a failure carries what it printed. */
  String run() throws InterruptedException {
    try {
      Path output = Files.createTempFile("sluice-", ".log");
      try (ChildProcess process =
          ChildProcess.start(words.get(0), words, environment, folder, output)) {
        int code = process.exit().get();
        String printed = Files.readString(output).strip();
        if (code != 0) {
          throw new DemoFailure(
              "`"
                  + String.join(" ", shortened())
                  + "` failed with exit code "
                  + code
                  + ":\n"
                  + printed);
        }
        return printed;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new DemoFailure("Cannot run " + words.get(0) + ": " + e.getMessage());
    }
  }

  private List<String> shortened() {
    List<String> shown = new ArrayList<>(words);
    shown.replaceAll(word -> word.length() > 80 ? word.substring(0, 80) + "..." : word);
    return shown;
  }
}
