package dev.sluice.lake;

import dev.sluice.protocol.StepFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes data files that no reader can need any more: those of the manifest before the previous
 * one, and those that writers left who died long ago.
 */
final class SliceCleanup {

  private static final Logger log = LoggerFactory.getLogger(SliceCleanup.class);

  /** Longer than any attempt runs, so that no living writer loses files. */
  static final Duration ORPHAN_AGE = Duration.ofHours(24);

  private final ObjectStore store;
  private final ManifestStore manifests;
  private final String datasetPath;
  private final Duration orphanAge;

  /**
   * @param orphanAge how old a file that no manifest names must be
   */
  SliceCleanup(ObjectStore store, ManifestStore manifests, String datasetPath, Duration orphanAge) {
    this.store = store;
    this.manifests = manifests;
    this.datasetPath = datasetPath;
    this.orphanAge = orphanAge;
  }

  /**
   * @param visible the manifest just published
   * @param expired what the manifest before it had superseded
   */
  void run(Manifest visible, List<String> expired) {
    try {
      Set<String> garbage = new HashSet<>(expired);
      Set<String> orphans = orphans(visible.slice(), Instant.now().minus(orphanAge));
      // Only raw files are shared between slices; for orphans it costs little to look everywhere.
      boolean shared = !visible.sources().isEmpty() || !orphans.isEmpty();
      garbage.addAll(orphans);
      if (garbage.isEmpty()) {
        return;
      }
      retain(garbage, visible);
      if (shared) {
        for (String slice : manifests.slices()) {
          manifests.read(slice).ifPresent(stored -> retain(garbage, stored.manifest()));
        }
      }
      if (garbage.isEmpty()) {
        return;
      }
      store.delete(garbage);
      log.info("Removed {} files that no manifest names any more.", garbage.size());
    } catch (StepFailure e) {
      // The slice is published: what stays behind costs space only, and the next run removes it.
      log.warn("Old files stay for now. {}", e.getMessage());
    }
  }

  private static void retain(Set<String> garbage, Manifest manifest) {
    manifest.keys().forEach(garbage::remove);
    manifest.superseded().forEach(garbage::remove);
  }

  private Set<String> orphans(String slice, Instant before) {
    List<StoredObject> objects = store.list(Slice.folder(datasetPath, slice));
    Set<String> otherDatasets = new HashSet<>();
    for (StoredObject object : objects) {
      if (Slice.isManifest(object.path())) {
        String folder = object.path().substring(0, object.path().indexOf("/_sluice/"));
        if (!folder.equals(datasetPath)) {
          otherDatasets.add(folder + "/");
        }
      }
    }
    Set<String> orphans = new HashSet<>();
    for (StoredObject object : objects) {
      if (object.modified().isBefore(before)
          && WriteId.marks(object.path().substring(datasetPath.length()))
          && otherDatasets.stream().noneMatch(object.path()::startsWith)) {
        orphans.add(object.path());
      }
    }
    return orphans;
  }
}
