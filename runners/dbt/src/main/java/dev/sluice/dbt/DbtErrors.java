package dev.sluice.dbt;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What it means when dbt gives up.
 *
 * <p>Between processes there are no types: dbt's exit code says only that something failed, so the
 * words of dbt and of the databases decide, only here and in the classes for these.
 */
final class DbtErrors {

  static final String PROJECT_INVALID = "ProjectInvalid";
  static final String CONFLICT = "WarehouseConflict";
  static final String LOCKED = "WarehouseLocked";

  private static final Pattern HEADLINE =
      Pattern.compile(
          "^(Runtime|Database|Compilation|Parsing|Internal) Error(?: in [^\\n]*)?\\n",
          Pattern.CASE_INSENSITIVE);

  /** Pointers below a piece of SQL, and where it lay in a pod that is gone. */
  private static final Pattern NOISE =
      Pattern.compile("\\s*[\\^-]+\\s*|\\s*compiled code at \\S+\\s*");

  private static final int SIGNALLED = 128;

  private DbtErrors() {}

  /** The failure of an invocation that did not get as far as the nodes of the project. */
  static StepFailure of(DbtCommand command, DbtInvocation invocation, String warehouse) {
    String error = invocation.error();
    if (error == null) {
      return withoutWords(command, invocation);
    }
    StepFailure known = known(error, warehouse);
    if (known != null) {
      return known;
    }
    String text = onOneLine(error);
    String reason = reason(error);
    if (reason != null) {
      return because(
          reason, "dbt " + command.text() + " did not get to work: " + text, null, List.of());
    }
    if (error.startsWith("External connection exception")) {
      return new StepFailure.Transient(
          "PackagesUnreachable",
          "dbt deps could not fetch the packages of the project: "
              + text
              + ". Pods without access to the package hub need the packages within the project.",
          null);
    }
    if (error.startsWith("Compilation Error") || error.startsWith("Parsing Error")) {
      return new StepFailure.UserError(
          PROJECT_INVALID, "dbt cannot read the project: " + text + ".");
    }
    return new StepFailure.UserError(
        "DbtFailed", "dbt " + command.text() + " did not get to work: " + text + ".");
  }

  /**
   * The failure that an error of the warehouse or of the machine stands for, wherever it occurs.
   */
  static @Nullable StepFailure known(String error, String warehouse) {
    String lower = error.toLowerCase(Locale.ROOT);
    if (lower.contains("could not set lock on file")) {
      return new StepFailure.Transient(
          LOCKED,
          "Another process has the database file of warehouse "
              + warehouse
              + " open: "
              + onOneLine(error)
              + ". It is tried again; close the other program if it is yours.",
          null);
    }
    StepFailure ofServer = PostgresqlErrors.ofSession(error, warehouse);
    if (ofServer == null) {
      ofServer = SnowflakeErrors.ofSession(error, warehouse);
    }
    if (ofServer != null) {
      return ofServer;
    }
    if (lower.contains("no space left on device")) {
      return new StepFailure.Transient(
          "DiskFull",
          "The volume of warehouse "
              + warehouse
              + " or the scratch space of the pod is full: "
              + onOneLine(error)
              + ".",
          null);
    }
    if (lower.contains("out of memory error") || lower.contains("failed to allocate")) {
      return new StepFailure.UserError(
          "OutOfMemory",
          "The models need more memory than the container has: raise spec.resources.limits.memory"
              + " or lower spec.threads. "
              + onOneLine(error)
              + ".");
    }
    return null;
  }

  /**
   * The reason of an error that one statement alone can have; null: none of its own. Conflicts and
   * locks may go away by themselves, grants may not.
   */
  static @Nullable String reason(String error) {
    if (error.contains("write-write conflict")) {
      return CONFLICT;
    }
    String ofServer = PostgresqlErrors.reason(error);
    return ofServer == null ? SnowflakeErrors.reason(error) : ofServer;
  }

  /** The failure of one or several statements that all failed for the same reason. */
  static StepFailure because(
      String reason,
      String what,
      StepResult.@Nullable Results results,
      List<StepResult.FailedCheck> failed) {
    if (reason.equals(CONFLICT) || reason.equals(LOCKED)) {
      return new StepFailure.Transient(
          reason, what + ". Another session is at the same objects; it is tried again.", null);
    }
    String message =
        what + ". Give the role of the Warehouse what it lacks, or correct the project.";
    return results == null
        ? new StepFailure.UserError(reason, message)
        : new StepFailure.UserError(reason, message, results, failed);
  }

  private static StepFailure withoutWords(DbtCommand command, DbtInvocation invocation) {
    if (invocation.exitCode() > SIGNALLED) {
      return new StepFailure.Transient(
          "DbtKilled",
          "dbt was ended by signal "
              + (invocation.exitCode() - SIGNALLED)
              + ", most likely for want of memory: raise spec.resources.limits.memory if it happens"
              + " again.",
          null);
    }
    return new StepFailure.UserError(
        "DbtFailed",
        "dbt "
            + command.text()
            + " ended with code "
            + invocation.exitCode()
            + ": "
            + onOneLine(String.join("\n", invocation.lastLines()))
            + ".");
  }

  /** Without dbt's headline, which names a node that we name ourselves. */
  static String plain(String message) {
    return onOneLine(HEADLINE.matcher(message.strip()).replaceFirst(""));
  }

  /** In one line, without what only looks well in a terminal, and without a full stop. */
  static String onOneLine(String text) {
    List<String> lines =
        PostgresqlErrors.readable(text)
            .lines()
            .map(String::strip)
            .filter(line -> !NOISE.matcher(line).matches())
            .toList();
    String line = lines.stream().filter(l -> !l.isEmpty()).collect(Collectors.joining(" "));
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
