package dev.sluice.lake;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.StoreConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader reads: the chosen slices as they were at one moment.
 *
 * @param manifests of the chosen slices, by slice
 * @param files of those slices that the reference's glob includes, in the order of the manifests
 * @param format of the reference, else of the newest manifest
 * @param rows in these files; -1 when nobody counted them
 * @param bytes of these files
 * @param digest of these files
 */
public record Snapshot(
    DatasetRef ref,
    List<Manifest> manifests,
    List<DataFile> files,
    Format format,
    long rows,
    long bytes,
    String digest) {

  public Snapshot {
    manifests = List.copyOf(manifests);
    files = List.copyOf(files);
  }

  /**
   * The values that are in no column of a file but in its slice and its folders, in that order:
   * {@code run_date}, {@code decade}. Escapes in folder names are resolved.
   *
   * @param file an element of {@link #files}
   */
  // Slices of unchanged raw data share files: the instance says which slice is meant.
  @SuppressWarnings("ReferenceEquality")
  public Map<String, String> partitionValues(DataFile file) {
    for (Manifest manifest : manifests) {
      for (DataFile candidate : manifest.files()) {
        if (candidate == file) {
          return partitionValues(manifest, file);
        }
      }
    }
    throw new IllegalArgumentException(file.key() + " is not a file of this snapshot");
  }

  private static Map<String, String> partitionValues(Manifest manifest, DataFile file) {
    Map<String, String> values = new LinkedHashMap<>();
    String date = Slice.date(manifest.slice());
    if (!date.isEmpty()) {
      values.put(DatasetTarget.RUN_DATE, date);
    }
    String[] segments = file.path().split("/", -1);
    for (int i = 0; i < segments.length - 1; i++) {
      int equals = segments[i].indexOf('=');
      if (equals > 0) {
        values.put(
            unescaped(segments[i].substring(0, equals)),
            unescaped(segments[i].substring(equals + 1)));
      }
    }
    return values;
  }

  /** What is read, for the lineage of the reader. */
  public Lineage.Dataset lineage(StoreConnection store) {
    return Lineage.Dataset.stored(store, ref.path())
        .with(format.columns().stream().map(c -> new Lineage.Field(c.name(), c.type())).toList())
        .with(rows, bytes);
  }

  /** Hive escapes with percent signs but, unlike forms, leaves a plus sign alone. */
  private static String unescaped(String segment) {
    return segment.indexOf('%') < 0
        ? segment
        : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
