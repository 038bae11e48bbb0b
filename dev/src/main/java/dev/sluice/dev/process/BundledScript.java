package dev.sluice.dev.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A shell script of this module, run from the class path so that it works wherever the jar is. */
public final class BundledScript {
  private final String folder;
  private final List<String> files;

  /** Names a folder of this module and those of its files that the script needs, itself first. */
  public BundledScript(String folder, List<String> files) {
    this.folder = folder;
    this.files = List.copyOf(files);
  }

  /** Runs the script, its messages going to standard error, and returns what it printed. */
  public String run(List<String> arguments) {
    try {
      Path copy = Files.createTempDirectory("sluice-script-");
      AtEnd end = AtEnd.run("delete-script", () -> Folders.delete(copy));
      try {
        copyTo(copy);
        List<String> command =
            new ArrayList<>(List.of("bash", copy.resolve(files.get(0)).toString()));
        command.addAll(arguments);
        return execute(command);
      } finally {
        end.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + folder + "/" + files.get(0), e);
    }
  }

  /** Copies the files into a folder, for programs that run as long as this one. */
  public void copyTo(Path target) throws IOException {
    for (String file : files) {
      extract(file, target);
    }
  }

  private String execute(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            folder + "/" + files.get(0) + " failed with exit code " + code + ", see above");
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while running " + folder, e);
    }
    return printed.strip();
  }

  private void extract(String file, Path into) throws IOException {
    String resource = "/dev/sluice/dev/" + folder + "/" + file;
    try (InputStream content = BundledScript.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IOException("The jar lacks " + resource);
      }
      Path target = into.resolve(file);
      Files.createDirectories(target.resolve("..").normalize());
      Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
