package dev.sluice.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns datasets into one dataset or several, with queries, Python or a jar: either every output
 * has a query, or exactly one of {@code python} and {@code jar} is set.
 *
 * @param inputs datasets, each readable as a view of its name
 * @param outputs the datasets that the rows become, as Parquet
 */
public record TransformStep(
    List<Input> inputs, @Nullable Python python, @Nullable Jar jar, List<Output> outputs) {

  public TransformStep {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** One query whose rows become one dataset. */
  public static TransformStep query(List<Input> inputs, String sql, DatasetTarget target) {
    return new TransformStep(inputs, null, null, List.of(new Output(null, sql, target)));
  }

  /** A dataset and the name of its view. */
  public record Input(String name, DatasetRef from) {}

  /**
   * A dataset that is written.
   *
   * @param name by which readers and programs know it; absent when it is the only one
   * @param sql one SELECT in the dialect of the runner; absent with {@code python} and {@code jar}
   */
  public record Output(@Nullable String name, @Nullable String sql, DatasetTarget target) {

    private static final String ONLY = "output";

    /** How a program names it. */
    public String key() {
      return name == null ? ONLY : name;
    }

    /** The field that holds its query, for messages. */
    public String sqlField() {
      return name == null ? "spec.sql" : "spec.outputs[" + name + "].sql";
    }

    /** The field that describes it, for messages. */
    public String field() {
      return name == null ? "spec.output" : "spec.outputs[" + name + "]";
    }
  }

  /**
   * A Python file: exactly one of {@code content}, {@code file} and {@code object} is set.
   *
   * @param content the file itself
   * @param file path of the file in the container
   * @param function that is called with session, inputs and arguments
   * @param arguments keyword arguments
   */
  public record Python(
      @Nullable String content,
      @Nullable String file,
      @Nullable CodeObject object,
      String function,
      Map<String, String> arguments) {
    public Python {
      arguments = arguments == null ? Map.of() : Map.copyOf(arguments);
    }
  }

  /**
   * A jar: exactly one of {@code file} and {@code object} is set.
   *
   * @param file path of the jar in the container
   * @param mainClass class whose main method is called
   */
  public record Jar(
      @Nullable String file,
      @Nullable CodeObject object,
      String mainClass,
      List<String> arguments) {
    public Jar {
      arguments = arguments == null ? List.of() : List.copyOf(arguments);
    }
  }

  /**
   * Code in an object store.
   *
   * @param store name of a store in the request
   * @param sha256 that it must have, in lower-case hexadecimal digits
   */
  public record CodeObject(String store, String key, String sha256) {}
}
