package dev.sluice.spark;

import dev.sluice.protocol.StepFailure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.python.PythonException;

/** Says what a Python function that Spark called for rows failed with, and where. */
final class PythonTraceback {

  private static final Pattern FRAME = Pattern.compile("File \"(.+)\", line (\\d+), in (.+)");
  private static final Pattern ERROR = Pattern.compile("([A-Za-z_][\\w.]*(:.*)?)");

  private PythonTraceback() {}

  static StepFailure.UserError failure(PythonException e) {
    List<String> lines = String.valueOf(e.getMessage()).strip().lines().toList();
    String where = PythonProgram.FIELD;
    String error = "";
    boolean traceback = false;
    for (String line : lines) {
      Matcher frame = FRAME.matcher(line.strip());
      if (line.contains("Traceback (most recent call last):")) {
        traceback = true;
        error = "";
      } else if (frame.matches()) {
        // Frames of PySpark's worker surround those of the user's file.
        if (!frame.group(1).contains("/pyspark/")) {
          String file = frame.group(1).substring(frame.group(1).lastIndexOf('/') + 1);
          where = file + ", line " + frame.group(2) + ", in " + frame.group(3);
        }
      } else if (traceback && error.isEmpty() && ERROR.matcher(line).matches()) {
        error = line;
      }
    }
    return new StepFailure.UserError(
        "PythonFailed", where + ": " + (error.isEmpty() ? lines.get(0) : error), e);
  }
}
