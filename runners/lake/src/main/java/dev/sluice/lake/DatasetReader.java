package dev.sluice.lake;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what a dataset consists of, through its manifests only. */
public final class DatasetReader {

  private static final int SHOWN = 5;

  private final ObjectStore store;
  private final DatasetRef ref;
  private final ManifestStore manifests;

  private DatasetReader(ObjectStore store, DatasetRef ref) {
    this.store = store;
    this.ref = ref;
    this.manifests = new ManifestStore(store, ref.path());
  }

  /**
   * The slices that the reference chooses, for a run of this date.
   *
   * @throws StepFailure.UserError {@code SliceNotFound} when there is none, {@code NothingMatched}
   *     when the glob of the reference matches no file
   */
  public static Snapshot read(ObjectStore store, DatasetRef ref, String runDate) {
    return new DatasetReader(store, ref).read(runDate);
  }

  private Snapshot read(String runDate) {
    List<Manifest> chosen = new ArrayList<>();
    for (String slice : slices(runDate)) {
      chosen.add(
          manifests
              .read(slice)
              .map(ManifestStore.Stored::manifest)
              .orElseThrow(() -> notFound(slice)));
    }
    List<DataFile> files = included(chosen);
    Manifest newest = chosen.get(chosen.size() - 1);
    return new Snapshot(
        ref,
        chosen,
        files,
        ref.format() == null ? newest.format() : ref.format(),
        rows(chosen, files),
        files.stream().mapToLong(DataFile::bytes).sum(),
        digest(chosen, files));
  }

  private List<String> slices(String runDate) {
    if (!ref.sliced()) {
      return List.of(Slice.ALL);
    }
    if (ref.slices() == SliceSelection.RUN) {
      return List.of(Slice.of(true, runDate));
    }
    List<String> all =
        manifests.slices().stream().filter(slice -> !slice.equals(Slice.ALL)).toList();
    if (all.isEmpty()) {
      throw notFound(null);
    }
    return ref.slices() == SliceSelection.ALL ? all : List.of(all.get(all.size() - 1));
  }

  private StepFailure.UserError notFound(@Nullable String slice) {
    List<String> all = manifests.slices();
    String where = " in " + store.uri(ref.path());
    if (all.isEmpty()) {
      return new StepFailure.UserError(
          "SliceNotFound",
          "Dataset "
              + ref.dataset()
              + " has never been published"
              + where
              + ". Run the step that writes it first.");
    }
    String newest =
        all.subList(Math.max(0, all.size() - SHOWN), all.size()).stream()
            .collect(Collectors.joining(", "));
    return new StepFailure.UserError(
        "SliceNotFound",
        "Dataset "
            + ref.dataset()
            + " has no slice "
            + slice
            + where
            + ". It has "
            + all.size()
            + (all.size() > SHOWN ? ", the newest are " : ": ")
            + newest
            + ". Run the step that writes it for this date, or read with slices: Newest.");
  }

  private List<DataFile> included(List<Manifest> chosen) {
    List<DataFile> all = chosen.stream().flatMap(manifest -> manifest.files().stream()).toList();
    String include = ref.include();
    if (include == null) {
      return all;
    }
    Glob glob = Glob.of(include);
    List<DataFile> files = all.stream().filter(f -> glob.matches(f.path())).toList();
    if (files.isEmpty()) {
      throw new StepFailure.UserError(
          "NothingMatched",
          "No file of dataset "
              + ref.dataset()
              + " matches \""
              + include
              + "\". It has "
              + all.stream().map(DataFile::path).distinct().limit(SHOWN).toList()
              + (all.size() > SHOWN ? " and more" : "")
              + ": correct the path of the input.");
    }
    return files;
  }

  private long rows(List<Manifest> chosen, List<DataFile> files) {
    if (files.stream().allMatch(file -> file.rows() != null)) {
      return files.stream().mapToLong(file -> Objects.requireNonNull(file.rows())).sum();
    }
    boolean whole = ref.include() == null;
    return whole && chosen.stream().allMatch(manifest -> manifest.rows() >= 0)
        ? chosen.stream().mapToLong(Manifest::rows).sum()
        : -1;
  }

  /** Of one slice, that of its files; of several, that of their names and digests. */
  private static String digest(List<Manifest> chosen, List<DataFile> files) {
    if (chosen.size() == 1) {
      return Digest.of(files);
    }
    Set<DataFile> included = new HashSet<>(files);
    StringBuilder text = new StringBuilder();
    for (Manifest manifest : chosen) {
      List<DataFile> own = manifest.files().stream().filter(included::contains).toList();
      text.append(manifest.slice()).append('\t').append(Digest.of(own)).append('\n');
    }
    return Digest.ofText(text.toString());
  }
}
