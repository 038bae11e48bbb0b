package dev.sluice.warehouse.duckdb;

import dev.sluice.protocol.Format;
import dev.sluice.sql.Quoting;
import java.util.stream.Collectors;

/** How DuckDB reads files of JSON: with the declared types, or with those it finds in all rows. */
final class JsonReader {

  private static final Quoting QUOTING = new Quoting() {};

  private JsonReader() {}

  /**
   * @param list of locations, as DuckDB writes lists
   */
  static String relation(String list, Format format) {
    boolean typed =
        !format.columns().isEmpty() && format.columns().stream().allMatch(c -> c.type() != null);
    String columns =
        typed
            ? format.columns().stream()
                .map(
                    c ->
                        QUOTING.literal(c.name())
                            + ": "
                            + QUOTING.literal(String.valueOf(DuckDbTypes.declared(c))))
                .collect(Collectors.joining(", ", ", columns = {", "}"))
            : ", sample_size = -1, union_by_name = true";
    return "read_json(%s, format = '%s', hive_partitioning = false%s)"
        .formatted(list, format.multiLine() ? "auto" : "newline_delimited", columns);
  }
}
