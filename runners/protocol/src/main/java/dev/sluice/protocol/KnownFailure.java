package dev.sluice.protocol;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Failures that may happen to any runner anywhere, with the outcome they stand for. */
final class KnownFailure {

  private KnownFailure() {}

  /** The result for a failure of the machine, or null when it is not one. */
  static @Nullable StepResult resultOf(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return RunnerMain.failure(
            Outcome.USER_ERROR,
            "OutOfMemory",
            "The step needs more memory than its container has: raise spec.resources.limits.memory.");
      }
      if (t instanceof IOException io && isDiskFull(io)) {
        return RunnerMain.failure(
            Outcome.TRANSIENT,
            "DiskFull",
            "The scratch disk of the pod is full: the step needs more ephemeral storage"
                + " (spec.resources), or the node has none left.");
      }
    }
    return null;
  }

  /** The JDK has no type for a full disk: the text of the operating system is all there is. */
  private static boolean isDiskFull(IOException e) {
    String text =
        e instanceof FileSystemException fs && fs.getReason() != null
            ? fs.getReason()
            : String.valueOf(e.getMessage());
    return text.toLowerCase(Locale.ROOT).contains("no space left on device");
  }
}
