package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a source is unpacked. */
public enum Unpack {
  /** Kept as it is. */
  @JsonProperty("None")
  NONE,
  /** One compressed file. */
  @JsonProperty("Gzip")
  GZIP,
  /** An archive. */
  @JsonProperty("Zip")
  ZIP,
  /** An archive. */
  @JsonProperty("Tar")
  TAR,
  /** A compressed archive. */
  @JsonProperty("TarGz")
  TAR_GZ
}
