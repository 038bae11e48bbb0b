package dev.sluice.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The manifests of one dataset, written only on the condition that nobody else did meanwhile. */
final class ManifestStore {

  private static final ObjectMapper MAPPER =
      Json.MAPPER
          .copy()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final ObjectStore store;
  private final String datasetPath;

  ManifestStore(ObjectStore store, String datasetPath) {
    this.store = store;
    this.datasetPath = datasetPath;
  }

  /** A manifest and the version of the object it was read from. */
  record Stored(Manifest manifest, String etag) {}

  Optional<Stored> read(String slice) {
    String path = Slice.manifestPath(datasetPath, slice);
    return store.read(path).map(o -> new Stored(parse(path, o.content()), o.etag()));
  }

  /** Names of the published slices, sorted. */
  List<String> slices() {
    return store.list(Slice.manifestFolder(datasetPath)).stream()
        .map(StoredObject::path)
        .filter(Slice::isManifest)
        .map(Slice::ofManifest)
        .sorted()
        .toList();
  }

  /**
   * Makes a manifest the visible one.
   *
   * @param replaced ETag of the manifest it replaces; null when there must be none
   * @return false when another writer was faster
   */
  boolean write(Manifest manifest, @Nullable String replaced) {
    return store.replace(
        Slice.manifestPath(datasetPath, manifest.slice()), bytes(manifest), replaced);
  }

  static byte[] bytes(Manifest manifest) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new StepFailure.Crash("A manifest cannot be written as JSON.", e);
    }
  }

  private Manifest parse(String path, byte[] json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int version = tree.path("version").asInt();
      if (version != Manifest.VERSION) {
        throw new StepFailure.UserError(
            "ManifestVersion",
            store.uri(path)
                + " is of version "
                + version
                + ", this runner reads "
                + Manifest.VERSION
                + ": use the runner images of the release that wrote it, or a newer one.");
      }
      return MAPPER.treeToValue(tree, Manifest.class);
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "ManifestUnreadable",
          store.uri(path)
              + " is not a manifest of Sluice ("
              + e.getClass().getSimpleName()
              + "). Something else wrote it: delete it and run the step again.",
          e);
    }
  }
}
