package dev.sluice.lake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a slice was made from, so that an unchanged source need not be fetched again.
 *
 * @param source URL or S3 URI
 * @param recipe digest of how the source was turned into files (unpacking, filters, names)
 * @param etag as the server gave it, quotes included; absent when it gave none
 * @param lastModified as the server gave it; absent when it gave none
 * @param bytes of the source as fetched
 * @param sha256 of the source as fetched, hex
 * @param files paths within the slice that came from it
 */
public record SourceState(
    String source,
    String recipe,
    @Nullable String etag,
    @Nullable String lastModified,
    long bytes,
    String sha256,
    List<String> files) {

  public SourceState {
    files = files == null ? List.of() : List.copyOf(files);
  }
}
