package dev.sluice.ingest;

import dev.sluice.lake.DataFile;
import dev.sluice.protocol.Format;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Guesses from file names how raw files are read when a reader does not say. */
final class RawFormat {

  private RawFormat() {}

  /** The format that most bytes have; CSV with a header when no name tells. */
  static Format of(List<DataFile> files) {
    Map<Format.Type, Long> bytes = new EnumMap<>(Format.Type.class);
    for (DataFile file : files) {
      String name = file.path().toLowerCase(Locale.ROOT).replaceAll("\\.(gz|zst|bz2)$", "");
      String extension = name.substring(name.lastIndexOf('.') + 1);
      switch (extension) {
        case "csv" -> bytes.merge(Format.Type.CSV, file.bytes(), Long::sum);
        case "tsv" -> bytes.merge(Format.Type.TSV, file.bytes(), Long::sum);
        case "json", "jsonl", "ndjson" -> bytes.merge(Format.Type.JSON, file.bytes(), Long::sum);
        case "parquet" -> bytes.merge(Format.Type.PARQUET, file.bytes(), Long::sum);
        default -> {
          // Says nothing: a README beside the data.
        }
      }
    }
    Format.Type type =
        bytes.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(Format.Type.CSV);
    return switch (type) {
      case PARQUET -> Format.parquet();
      case CSV -> new Format(type, true, ",", "\"", "\"", "", false, List.of());
      case TSV -> new Format(type, true, "\t", "", "", "", false, List.of());
      case JSON -> new Format(type, false, ",", "\"", "\"", "", false, List.of());
    };
  }
}
