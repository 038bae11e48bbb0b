package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a dataset are read.
 *
 * @param type file format
 * @param header CSV and TSV: whether the first line names the columns
 * @param delimiter CSV: one character between fields
 * @param quote CSV: one character around fields; empty for none
 * @param escape CSV: one character before a quote within a quoted field; by default the quote
 *     itself (RFC 4180)
 * @param nullValue CSV and TSV: text that stands for null (empty, or {@code \N})
 * @param multiLine CSV: whether a quoted field may span lines; JSON: whether a file is one document
 *     rather than one per line
 * @param columns names and types in file order; required for CSV without header
 */
public record Format(
    Type type,
    boolean header,
    String delimiter,
    String quote,
    String escape,
    String nullValue,
    boolean multiLine,
    List<Column> columns) {

  /** File formats. */
  public enum Type {
    @JsonProperty("Csv")
    CSV,
    @JsonProperty("Tsv")
    TSV,
    @JsonProperty("Json")
    JSON,
    @JsonProperty("Parquet")
    PARQUET
  }

  /**
   * One column.
   *
   * @param name its name
   * @param type its type as ANSI SQL names it ({@code bigint}, {@code decimal(10,2)}, {@code
   *     timestamp}); absent: found from the data
   */
  public record Column(String name, @Nullable String type) {}

  public Format {
    delimiter = delimiter == null ? (type == Type.TSV ? "\t" : ",") : delimiter;
    quote = quote == null ? (type == Type.TSV ? "" : "\"") : quote;
    escape = escape == null ? quote : escape;
    nullValue = nullValue == null ? "" : nullValue;
    columns = columns == null ? List.of() : List.copyOf(columns);
  }

  /** Parquet, which needs no options. */
  public static Format parquet() {
    return parquet(List.of());
  }

  /** Parquet whose columns are known. */
  public static Format parquet(List<Column> columns) {
    return new Format(Type.PARQUET, false, ",", "\"", "\"", "", false, columns);
  }
}
