package dev.sluice.dev.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that is run to its end and whose output is kept. */
record Command(List<String> words, Map<String, String> environment, Path folder) {
  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** Runs it and returns what it printed; a failure carries what it printed. */
  String run() throws InterruptedException {
    return run("");
  }

  /** Runs it with this standard input. */
  String run(String input) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.directory(folder.toFile());
    try {
      Process process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new DemoFailure(
            "`"
                + String.join(" ", shortened())
                + "` failed with exit code "
                + code
                + ":\n"
                + output);
      }
      return output;
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
