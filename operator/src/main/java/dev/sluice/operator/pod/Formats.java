package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.Column;
import dev.sluice.api.v1alpha1.CsvFormat;
import dev.sluice.api.v1alpha1.FileFormat;
import dev.sluice.api.v1alpha1.JsonFormat;
import dev.sluice.api.v1alpha1.TsvFormat;
import dev.sluice.protocol.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** File formats, from the words of the API to those of the runner contract. */
final class Formats {

  private Formats() {}

  static Format of(FileFormat format) {
    CsvFormat csv = format.csv();
    if (csv != null) {
      return new Format(
          Format.Type.CSV,
          isTrue(csv.header()),
          csv.delimiter() == null ? "," : csv.delimiter(),
          csv.quote() == null ? "\"" : csv.quote(),
          csv.escape() == null ? (csv.quote() == null ? "\"" : csv.quote()) : csv.escape(),
          csv.nullValue() == null ? "" : csv.nullValue(),
          isTrue(csv.multiLine()),
          columns(csv.columns()));
    }
    TsvFormat tsv = format.tsv();
    if (tsv != null) {
      return new Format(
          Format.Type.TSV,
          isTrue(tsv.header()),
          "\t",
          "",
          "",
          tsv.nullValue() == null ? "" : tsv.nullValue(),
          false,
          columns(tsv.columns()));
    }
    JsonFormat json = format.json();
    if (json != null) {
      return new Format(
          Format.Type.JSON,
          false,
          ",",
          "\"",
          "\"",
          "",
          isTrue(json.multiLine()),
          columns(json.columns()));
    }
    return Format.parquet();
  }

  private static List<Format.Column> columns(List<Column> columns) {
    return columns.stream().map(c -> new Format.Column(c.name(), c.type())).toList();
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
