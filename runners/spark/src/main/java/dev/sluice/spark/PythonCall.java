package dev.sluice.spark;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/** What Python sees of a step, and where it leaves its result. Py4J calls it by reflection. */
public final class PythonCall {

  private final SparkSession session;
  private final TransformStep step;
  private final TransformStep.Python python;
  private final Map<String, Dataset<Row>> outputs = new LinkedHashMap<>();
  private final CompletableFuture<Map<String, Dataset<Row>>> result = new CompletableFuture<>();

  PythonCall(SparkSession session, TransformStep step, TransformStep.Python python) {
    this.session = session;
    this.step = step;
    this.python = python;
  }

  /** The process ended before it said how the function ended. */
  static final class Ended extends RuntimeException {
    private final int exitCode;

    Ended(int exitCode) {
      super("Python ended with exit code " + exitCode);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  CompletableFuture<Map<String, Dataset<Row>>> result() {
    return result;
  }

  void ended(int exitCode) {
    result.completeExceptionally(new Ended(exitCode));
  }

  /** The session of the step. */
  public SparkSession session() {
    return session;
  }

  /** Name of the function to call. */
  public String function() {
    return python.function();
  }

  /** Names of the inputs, which are views. */
  public List<String> inputs() {
    return new ArrayList<>(step.inputs().stream().map(TransformStep.Input::name).toList());
  }

  /** Names of the outputs. */
  public List<String> outputs() {
    return new ArrayList<>(step.outputs().stream().map(TransformStep.Output::key).toList());
  }

  /** Whether the function may return a DataFrame rather than a dict. */
  public boolean single() {
    return step.outputs().size() == 1 && step.outputs().get(0).name() == null;
  }

  /** Keyword arguments of the function. */
  public Map<String, String> arguments() {
    return new LinkedHashMap<>(python.arguments());
  }

  /** Takes the rows of one output. */
  public void output(String name, Dataset<Row> rows) {
    outputs.put(name, rows);
  }

  /** All outputs are there. */
  public void done() {
    result.complete(outputs);
  }

  /**
   * The function failed.
   *
   * @param message file, line and what happened
   * @param cause what Spark threw, when it was that
   */
  public void failed(String message, @Nullable Throwable cause) {
    result.completeExceptionally(new StepFailure.UserError("PythonFailed", message, cause));
  }
}
