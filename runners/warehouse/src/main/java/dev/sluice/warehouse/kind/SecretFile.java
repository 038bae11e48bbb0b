package dev.sluice.warehouse.kind;

import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A value of a mounted Secret. */
public final class SecretFile {

  private SecretFile() {}

  /** Its content without the line end that editors add; a failure names the key, never a value. */
  public static String read(String warehouse, String file) {
    Path path = Path.of(file);
    String key = String.valueOf(path.getFileName());
    String value;
    try {
      value = Files.readString(path).strip();
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The Secret of warehouse "
              + warehouse
              + " has no readable key "
              + key
              + ": add it ("
              + e.getClass().getSimpleName()
              + ").",
          e);
    }
    if (value.isEmpty()) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "Key " + key + " of the Secret of warehouse " + warehouse + " is empty: fill it.");
    }
    return value;
  }
}
