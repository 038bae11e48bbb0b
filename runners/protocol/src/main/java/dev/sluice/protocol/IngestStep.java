package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies sources into the lake as they are.
 *
 * @param sources what to copy
 * @param output the dataset they become
 * @param blockedAddresses CIDR blocks that an http source may not resolve to (link-local and
 *     metadata addresses by default; the operator's configuration decides)
 */
public record IngestStep(
    List<Source> sources, DatasetTarget output, List<String> blockedAddresses) {

  public IngestStep {
    sources = List.copyOf(sources);
    blockedAddresses = blockedAddresses == null ? List.of() : List.copyOf(blockedAddresses);
  }

  /**
   * One source: {@code http} or {@code s3}.
   *
   * @param unpack how archives are unpacked
   * @param include globs on entry names that are kept from an archive or a prefix; empty: all
   * @param as file name that a single file gets in the dataset; absent: the source's own
   * @param sha256 expected SHA-256 of the source as fetched, in hex; absent: not verified
   */
  public record Source(
      @Nullable Http http,
      @Nullable S3 s3,
      Unpack unpack,
      List<String> include,
      @Nullable String as,
      @Nullable String sha256) {
    public Source {
      unpack = unpack == null ? Unpack.NONE : unpack;
      include = include == null ? List.of() : List.copyOf(include);
    }
  }

  /**
   * A file behind http or https.
   *
   * @param url where it is
   * @param bearerTokenFile file with a token to send as {@code Authorization: Bearer}; absent: none
   */
  public record Http(String url, @Nullable String bearerTokenFile) {}

  /**
   * Objects of a bucket: {@code key} for one, {@code prefix} for all below it.
   *
   * @param store name of a store in the request
   */
  public record S3(String store, @Nullable String key, @Nullable String prefix) {}

  /** What is done with an archive. */
  public enum Unpack {
    @JsonProperty("None")
    NONE,
    @JsonProperty("Gzip")
    GZIP,
    @JsonProperty("Zip")
    ZIP,
    @JsonProperty("Tar")
    TAR,
    @JsonProperty("TarGz")
    TAR_GZ
  }
}
