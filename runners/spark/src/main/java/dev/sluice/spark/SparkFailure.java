package dev.sluice.spark;

import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.SqlFailure;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.python.PythonException;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** Says what a failure of Spark means to the person who wrote the query. */
final class SparkFailure {

  /** Classes of SQLSTATE that stand for the data or the query, not for Spark or the machine. */
  private static final Set<String> DATA_STATES = Set.of("21", "22", "P0");

  private final Collection<Input> inputs;
  private final String field;

  /**
   * @param field that holds the query or the program, for messages
   */
  SparkFailure(Collection<Input> inputs, String field) {
    this.inputs = List.copyOf(inputs);
    this.field = field;
  }

  /** Whether a strict read met a record that does not fit its format. */
  static boolean isMalformedRecord(Throwable e) {
    return named(e, "MALFORMED_RECORD_IN_PARSING", "MALFORMED_CSV_RECORD") != null;
  }

  /** The local URI of the file that could not be read, when one is the reason. */
  static @Nullable String unreadableFile(Throwable e) {
    SparkThrowable failure = named(e, "FAILED_READ_FILE");
    return failure == null ? null : failure.getMessageParameters().get("path");
  }

  /** The failure as one of a statement, which only its context can explain, or null. */
  static @Nullable SqlFailure ofStatement(Throwable e) {
    if (unreadableFile(e) != null) {
      return null;
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof AnalysisException) {
        return new SqlFailure(SqlFailure.Kind.STATEMENT, text(t), e);
      }
      if (t instanceof SparkThrowable failure && isAboutData(failure)) {
        return new SqlFailure(SqlFailure.Kind.CONVERSION, text(t), e);
      }
      if (t instanceof PatternSyntaxException pattern) {
        return new SqlFailure(
            SqlFailure.Kind.STATEMENT,
            "the regular expression is malformed: " + pattern.getDescription(),
            e);
      }
    }
    return null;
  }

  /** The failure as the step reports it, or null when it is nobody's fault but Sluice's. */
  @Nullable StepFailure translate(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PythonException python) {
        return PythonTraceback.failure(python);
      }
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof StepFailure known) {
        return known;
      }
      if (t instanceof OutOfMemoryError || t instanceof InterruptedException) {
        return null;
      }
      if (t instanceof AnalysisException analysis) {
        return refused(analysis);
      }
    }
    String file = unreadableFile(e);
    if (file != null) {
      return unreadable(e, file);
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        // The disk, not the data.
        return null;
      }
      if (t instanceof SparkThrowable failure && isAboutData(failure)) {
        return new StepFailure.UserError("QueryFailed", where(failure) + ": " + text(t), e);
      }
    }
    return null;
  }

  private StepFailure refused(AnalysisException e) {
    String condition = e.getCondition() == null ? "" : e.getCondition();
    Map<String, String> parameters = e.getMessageParameters();
    String tag = condition.isEmpty() ? "" : " (" + condition + ")";
    if (condition.startsWith("UNRESOLVED_COLUMN") || condition.startsWith("UNRESOLVED_FIELD")) {
      String proposal = parameters.get("proposal");
      return new StepFailure.UserError(
          "ColumnNotFound",
          where(e)
              + ": there is no column "
              + parameters.get("objectName")
              + "."
              + (proposal == null ? "" : " Did you mean one of " + proposal + "?")
              + tag,
          e);
    }
    if (condition.startsWith("TABLE_OR_VIEW_NOT_FOUND")) {
      return new StepFailure.UserError(
          "InputNotFound",
          where(e)
              + ": "
              + parameters.get("relationName")
              + " is none of the step's inputs, which are "
              + inputs.stream().map(Input::name).collect(Collectors.joining(", "))
              + ". Add it to spec.inputs, or correct the name."
              + tag,
          e);
    }
    if (condition.startsWith("UNRESOLVED_ROUTINE")) {
      return new StepFailure.UserError(
          "FunctionNotFound",
          where(e)
              + ": there is no function "
              + parameters.get("routineName")
              + ". The functions are those of Spark SQL."
              + tag,
          e);
    }
    return new StepFailure.UserError("SqlInvalid", where(e) + ": " + text(e), e);
  }

  private StepFailure unreadable(Throwable e, String uri) {
    String name =
        inputs.stream()
            .filter(input -> uri.contains(input.folder().toString()))
            .map(input -> input.shown(uri))
            .findFirst()
            .orElse("A file of the inputs");
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String detail = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new StepFailure.UserError(
        "MalformedInput",
        name
            + " cannot be read as declared: "
            + detail.replaceAll("file:\\S+ ", "it ")
            + ". Correct the file, or the format of the input.",
        e);
  }

  private static boolean isAboutData(SparkThrowable failure) {
    String state = failure.getSqlState();
    return state != null
        && !failure.isInternalError()
        && state.length() > 1
        && DATA_STATES.contains(state.substring(0, 2));
  }

  /** Where in the query: {@code spec.sql line 2, column 7}. */
  private String where(SparkThrowable failure) {
    if (failure instanceof AnalysisException e
        && e.line().isDefined()
        && e.startPosition().isDefined()) {
      int position = (Integer) e.startPosition().get();
      return field + " line " + e.line().get() + ", column " + (position + 1);
    }
    if (failure.getQueryContext().length > 0) {
      String fragment = failure.getQueryContext()[0].fragment().strip();
      String shown = fragment.length() <= 80 ? fragment : fragment.substring(0, 80) + "…";
      return field + " at \"" + shown.replaceAll("\\s+", " ") + "\"";
    }
    return field;
  }

  /** Spark's own sentence, without the plan and the echo of the query below it. */
  private static String text(Throwable e) {
    String all = e instanceof AnalysisException a ? a.getSimpleMessage() : e.getMessage();
    String text = String.valueOf(all).strip();
    int context = text.indexOf("\n== SQL");
    if (context > 0) {
      text = text.substring(0, context);
    }
    int state = text.indexOf(" SQLSTATE:");
    if (state > 0) {
      text = text.substring(0, state);
    }
    return text.replaceAll("\\s*\\n\\s*", " ");
  }

  private static @Nullable SparkThrowable named(Throwable e, String... conditions) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SparkThrowable failure && failure.getCondition() != null) {
        for (String condition : conditions) {
          if (failure.getCondition().startsWith(condition)) {
            return failure;
          }
        }
      }
    }
    return null;
  }
}
