package dev.sluice.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One slice that an attempt writes: data files go to keys that no other attempt uses, and become
 * visible together when the manifest that names them is put. A writer that dies before that leaves
 * nothing visible.
 */
public final class Publication {

  private static final Logger log = LoggerFactory.getLogger(Publication.class);
  private static final int MAX_CONFLICTS = 20;

  private final ObjectStore store;
  private final ManifestStore manifests;
  private final DatasetTarget target;
  private final Writer writer;
  private final String slice;
  private final String writeId;
  private ManifestStore.@Nullable Stored current;
  private @Nullable String profile;

  private Publication(ObjectStore store, DatasetTarget target, RunContext run) {
    this.store = store;
    this.manifests = new ManifestStore(store, target.path());
    this.target = target;
    this.writer = Writer.of(run);
    this.slice = Slice.of(target, run.date());
    this.writeId = WriteId.of(writer);
  }

  /**
   * Begins to write the run's slice.
   *
   * @throws StepFailure.Fenced when a newer attempt has published it already
   */
  public static Publication begin(ObjectStore store, DatasetTarget target, RunContext run) {
    Publication publication = new Publication(store, target, run);
    publication.readCurrent();
    return publication;
  }

  /** {@code run_date=2026-11-21} or {@code all}. */
  public String slice() {
    return slice;
  }

  /** The manifest that is visible for the slice. */
  public Optional<Manifest> current() {
    return Optional.ofNullable(current).map(ManifestStore.Stored::manifest);
  }

  /** The manifest of the dataset's latest slice, this one included. */
  public Optional<Manifest> newest() {
    if (current != null) {
      return current();
    }
    List<String> slices = manifests.slices();
    return slices.isEmpty()
        ? Optional.empty()
        : manifests.read(slices.get(slices.size() - 1)).map(ManifestStore.Stored::manifest);
  }

  /**
   * The visible manifest, when an earlier attempt of this very task published it and died before it
   * could say so: the caller reports that result again.
   */
  public Optional<Manifest> alreadyPublishedByThisTask() {
    return current().filter(manifest -> manifest.writer().sameTask(writer));
  }

  /** Unique per run, task and attempt; part of the key of every data file. */
  public String writeId() {
    return writeId;
  }

  /** Where a computed file goes, so that partition folders stay readable for other engines too. */
  public String dataPath(String pathInSlice) {
    int folderEnd = pathInSlice.lastIndexOf('/') + 1;
    String name = pathInSlice.substring(folderEnd);
    int dot = name.indexOf('.');
    String base = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? "" : name.substring(dot);
    return Slice.folder(target.path(), slice)
        + "/"
        + pathInSlice.substring(0, folderEnd)
        + base
        + "-"
        + writeId
        + extension;
  }

  /** Where a raw file goes: it keeps its name, in a folder of this attempt. */
  public String rawPath(String pathInSlice) {
    return Slice.folder(target.path(), slice) + "/" + writeId + "/" + pathInSlice;
  }

  /** Keeps what the files hold beside them; the manifest will name it. */
  public void keep(Profile content) {
    String key = Slice.folder(target.path(), slice) + "/_profile-" + writeId + ".json";
    try {
      // The key is this attempt's alone, so what may be there already is the same.
      store.replace(key, Json.MAPPER.writeValueAsBytes(content), null);
    } catch (JsonProcessingException e) {
      throw new StepFailure.Crash("A profile cannot be written as JSON.", e);
    }
    profile = key;
  }

  /**
   * Makes files the content of the slice, all at once, and then removes what nobody reads any more.
   *
   * @param files uploaded by this attempt, or part of a visible manifest of the dataset
   * @param rows -1 when nobody counted them
   * @throws StepFailure.Fenced when a newer attempt has published the slice meanwhile
   * @throws InterruptedException when the attempt was cancelled before anything became visible
   */
  public Manifest publish(
      List<DataFile> files,
      Format format,
      long rows,
      String digest,
      @Nullable String fingerprint,
      List<SourceState> sources,
      StepContext context)
      throws InterruptedException {
    List<DataFile> sorted = files.stream().sorted(Comparator.comparing(DataFile::path)).toList();
    requireReusedFiles(sorted);
    context.phase("commit");
    ManifestStore.@Nullable Stored replaced = current;
    Manifest manifest = manifest(sorted, format, rows, digest, fingerprint, sources, replaced);
    for (int conflicts = 0;
        !manifests.write(manifest, replaced == null ? null : replaced.etag()); ) {
      if (++conflicts > MAX_CONFLICTS) {
        throw new StepFailure.Transient(
            "SliceContended", "Other writers keep publishing " + describe() + ".", null);
      }
      readCurrent();
      replaced = current;
      if (replaced != null && replaced.manifest().equals(manifest)) {
        // A retry inside the client met the success of its own first try.
        break;
      }
      manifest = manifest(sorted, format, rows, digest, fingerprint, sources, replaced);
    }
    log.info("Published {}: {} files, {} bytes", describe(), sorted.size(), manifest.bytes());
    afterCommit(manifest, replaced, context);
    return manifest;
  }

  private void afterCommit(
      Manifest manifest, ManifestStore.@Nullable Stored replaced, StepContext context) {
    try {
      context.phase("committed");
      new SliceCleanup(store, manifests, target.path(), SliceCleanup.ORPHAN_AGE)
          .run(manifest, replaced == null ? List.of() : replaced.manifest().superseded());
      context.phase("cleaned");
    } catch (InterruptedException e) {
      // Too late to cancel: the slice is visible, so the attempt is a success.
      Thread.currentThread().interrupt();
    }
  }

  private Manifest manifest(
      List<DataFile> files,
      Format format,
      long rows,
      String digest,
      @Nullable String fingerprint,
      List<SourceState> sources,
      ManifestStore.@Nullable Stored replaced) {
    Set<String> keys = new HashSet<>();
    files.forEach(file -> keys.add(file.key()));
    if (profile != null) {
      keys.add(profile);
    }
    List<String> superseded =
        replaced == null
            ? List.of()
            : replaced.manifest().keys().filter(key -> !keys.contains(key)).sorted().toList();
    return new Manifest(
        Manifest.VERSION,
        target.dataset(),
        slice,
        format,
        target.partitionBy(),
        files,
        rows,
        files.stream().mapToLong(DataFile::bytes).sum(),
        digest,
        fingerprint,
        writer,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        superseded,
        sources,
        profile);
  }

  /** A file taken over from another manifest may have been cleaned up since that was read. */
  private void requireReusedFiles(List<DataFile> files) {
    for (DataFile file : files) {
      if (!file.key().contains(writeId)) {
        try {
          store.s3().headObject(b -> b.bucket(store.bucket()).key(store.key(file.key())));
        } catch (SdkException e) {
          throw StoreFailure.translate(e, store.connection(), "take over " + store.uri(file.key()));
        }
      }
    }
  }

  private void readCurrent() {
    current = manifests.read(slice).orElse(null);
    if (current == null || !current.manifest().writer().outranks(writer)) {
      return;
    }
    Writer other = current.manifest().writer();
    throw new StepFailure.Fenced(
        "Run "
            + other.namespace()
            + "/"
            + other.run()
            + " (task "
            + other.task()
            + ", attempt "
            + other.attempt()
            + ") is newer than this attempt and has published "
            + describe()
            + "; nothing of this attempt becomes visible.");
  }

  private String describe() {
    return slice.equals(Slice.ALL)
        ? "dataset " + target.dataset()
        : "slice " + slice + " of dataset " + target.dataset();
  }
}
