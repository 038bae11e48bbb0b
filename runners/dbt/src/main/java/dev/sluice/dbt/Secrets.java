package dev.sluice.dbt;

import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Secrets of a warehouse, read from the files of a mounted Secret. dbt gets them as variables of
 * its process, by a prefix with which dbt replaces their values by asterisks wherever it prints.
 */
final class Secrets {

  private static final String PREFIX = "DBT_ENV_SECRET_SLUICE_";

  private final String warehouse;
  private final Map<String, String> values = new TreeMap<>();

  /**
   * @param warehouse name for messages
   */
  Secrets(String warehouse) {
    this.warehouse = warehouse;
  }

  /** The text of a file, as what a profile says instead of it. */
  String reference(String file) {
    String variable = PREFIX + Path.of(file).getFileName().toString().toUpperCase(Locale.ROOT);
    values.put(variable, read(file));
    return "{{ env_var('" + variable + "') }}";
  }

  /** The text of a file that is no secret, such as the name of a user. */
  String read(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The Secret of warehouse "
              + warehouse
              + " has no key "
              + Path.of(file).getFileName()
              + ": add it.",
          e);
    }
  }

  Map<String, String> values() {
    return values;
  }
}
