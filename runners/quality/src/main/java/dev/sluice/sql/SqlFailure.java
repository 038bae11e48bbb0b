package dev.sluice.sql;

import dev.sluice.protocol.StepFailure;
import org.jspecify.annotations.Nullable;

/**
 * A statement failed for a reason that only its context can explain. Failures that mean the same
 * everywhere (disk full, network, cancelled) never become one of these.
 */
public final class SqlFailure extends RuntimeException {

  /** What kind of failure, so that nobody has to read its text. */
  public enum Kind {
    /** The statement itself is wrong: syntax, unknown names or types, wrong arguments. */
    STATEMENT,
    /** A value cannot be converted to the type it needs. */
    CONVERSION,
    /** A constraint of the table refuses a row. */
    CONSTRAINT,
    /** The engine refuses the input: a malformed file, a bad expression. */
    INPUT,
    /** A file is missing or cannot be read or written. */
    FILE,
    /** Another process holds the database. */
    LOCKED,
    /** What the session may not do. */
    PERMISSION,
    /** None of the above. */
    OTHER
  }

  private final Kind kind;

  public SqlFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The message, never null. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** This failure with words about what was done when it happened. */
  public StepFailure.UserError asUserError(String reason, String what) {
    return new StepFailure.UserError(reason, what + ": " + firstLine(text()), this);
  }

  /** Engines add pages of hints; the first paragraph says what is wrong. */
  private static String firstLine(String text) {
    int end = text.indexOf("\n\n");
    return (end < 0 ? text : text.substring(0, end)).replace('\n', ' ').strip();
  }
}
