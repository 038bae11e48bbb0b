package dev.sluice.lake;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.StepFailure;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** Names of slices and the keys that belong to them. */
public final class Slice {

  /** The only slice of a dataset that is not sliced by date. */
  public static final String ALL = "all";

  private static final String DATE_PREFIX = DatasetTarget.RUN_DATE + "=";
  private static final String MANIFEST_FOLDER = "/_sluice/";
  private static final String MANIFEST_SUFFIX = ".json";

  private Slice() {}

  /** The slice that a run of this date writes: {@code run_date=2026-11-21} or {@code all}. */
  public static String of(DatasetTarget target, String date) {
    return of(target.sliced(), date);
  }

  static String of(boolean sliced, String date) {
    if (!sliced) {
      return ALL;
    }
    try {
      return DATE_PREFIX + LocalDate.parse(date);
    } catch (DateTimeParseException e) {
      throw new StepFailure.UserError(
          "BadDate",
          "The run's date \"" + date + "\" is not a date such as 2026-11-21: set spec.date so.",
          e);
    }
  }

  /** The {@code run_date} of a slice; empty for {@code all}. */
  public static String date(String slice) {
    return slice.startsWith(DATE_PREFIX) ? slice.substring(DATE_PREFIX.length()) : "";
  }

  static String folder(String datasetPath, String slice) {
    return slice.equals(ALL) ? datasetPath : datasetPath + "/" + slice;
  }

  static String manifestFolder(String datasetPath) {
    return datasetPath + MANIFEST_FOLDER;
  }

  static String manifestPath(String datasetPath, String slice) {
    return manifestFolder(datasetPath) + slice + MANIFEST_SUFFIX;
  }

  static boolean isManifest(String path) {
    return path.contains(MANIFEST_FOLDER) && path.endsWith(MANIFEST_SUFFIX);
  }

  static String ofManifest(String path) {
    return path.substring(path.lastIndexOf('/') + 1, path.length() - MANIFEST_SUFFIX.length());
  }
}
