package dev.sluice.dbt;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How one node of a project fared: a model, test, seed, snapshot, unit test or source.
 *
 * @param id unique in dbt: {@code model.movielens.dim_movies}
 * @param type first part of the id: {@code model}, {@code test}, {@code unit_test}, ...
 * @param name as a person calls it
 * @param column that a column test is about
 * @param file of the project that defines it; empty when it is not known
 * @param status how it ended
 * @param seconds it took
 * @param rows that the adapter says it wrote
 * @param failures rows that break a test
 * @param message of dbt or of the warehouse, without dbt's headline
 */
record NodeResult(
    String id,
    String type,
    String name,
    @Nullable String column,
    String file,
    Status status,
    double seconds,
    @Nullable Long rows,
    long failures,
    @Nullable String message) {

  /** Ends of a node. */
  enum Status {
    @JsonProperty("Passed")
    PASSED,
    @JsonProperty("Warned")
    WARNED,
    /** A test that found rows, or a source that is too old. */
    @JsonProperty("Failed")
    FAILED,
    /** It could not be executed. */
    @JsonProperty("Errored")
    ERRORED,
    @JsonProperty("Skipped")
    SKIPPED;

    /** What dbt calls it; a word that no dbt of today knows counts as an error. */
    static Status of(String word) {
      return switch (word) {
        case "success", "pass", "no-op" -> PASSED;
        case "warn" -> WARNED;
        case "fail" -> FAILED;
        case "skipped" -> SKIPPED;
        default -> ERRORED;
      };
    }
  }

  /** A result before the manifest has told more about its node. */
  static NodeResult of(
      String id,
      Status status,
      double seconds,
      @Nullable Long rows,
      long failures,
      @Nullable String message) {
    String type = id.substring(0, Math.max(0, id.indexOf('.')));
    return new NodeResult(
        id, type, lastName(id, type), null, "", status, seconds, rows, failures, message);
  }

  NodeResult describedBy(ProjectNodes.Node node) {
    return new NodeResult(
        id,
        type,
        node.name(),
        node.column(),
        node.file(),
        status,
        seconds,
        rows,
        failures,
        message);
  }

  /** For people: {@code test not_null_dim_movies_movie_id on movie_id}. */
  String label() {
    return type.replace('_', ' ') + " " + name + (column == null ? "" : " on " + column);
  }

  private static String lastName(String id, String type) {
    String[] parts = id.split("\\.", -1);
    // The id of a test ends with a hash.
    return parts[parts.length > 3 && type.equals("test") ? parts.length - 2 : parts.length - 1];
  }
}
