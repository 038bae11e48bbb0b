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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

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
    try {
      ResponseBytes<GetObjectResponse> response =
          store.s3().getObjectAsBytes(b -> b.bucket(store.bucket()).key(store.key(path)));
      return Optional.of(
          new Stored(parse(path, response.asByteArrayUnsafe()), response.response().eTag()));
    } catch (AwsServiceException e) {
      if (StoreFailure.isMissing(e)) {
        return Optional.empty();
      }
      throw StoreFailure.translate(e, store.connection(), "read " + store.uri(path));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, store.connection(), "read " + store.uri(path));
    }
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
    String path = Slice.manifestPath(datasetPath, manifest.slice());
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(store.bucket())
            .key(store.key(path))
            .contentType("application/json");
    if (replaced == null) {
      request.ifNoneMatch("*");
    } else {
      request.ifMatch(replaced);
    }
    try {
      store.s3().putObject(request.build(), RequestBody.fromBytes(bytes(manifest)));
      return true;
    } catch (AwsServiceException e) {
      if (StoreFailure.isConflict(e)) {
        return false;
      }
      throw StoreFailure.translate(e, store.connection(), "write " + store.uri(path));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, store.connection(), "write " + store.uri(path));
    }
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
