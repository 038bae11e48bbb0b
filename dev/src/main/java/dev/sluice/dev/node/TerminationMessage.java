package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a container left to say when it ended, within kubelet's limits. */
final class TerminationMessage {
  private static final int MESSAGE_BYTES = 4096;
  private static final int LOG_BYTES = 2048;
  private static final int LOG_LINES = 80;

  private TerminationMessage() {}

  /** The termination message file, or the end of the log when the container asks for that. */
  static String read(Container container, PodFiles files, int exitCode) {
    String message = tail(files.terminationMessage(container.getName()), MESSAGE_BYTES);
    boolean fromLog =
        message.isEmpty()
            && exitCode != 0
            && "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
    if (!fromLog) {
      return message;
    }
    List<String> lines = tail(files.log(container.getName()), LOG_BYTES).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  private static String tail(Path file, int bytes) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, reader.length() - bytes);
      byte[] content = new byte[(int) (reader.length() - start)];
      reader.seek(start);
      reader.readFully(content);
      return new String(content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
