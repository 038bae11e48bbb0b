package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the connection to a database is encrypted. */
public enum SslMode {
  /** Not at all. */
  @JsonProperty("Disable")
  DISABLE,
  /** Encrypted, whoever answers. */
  @JsonProperty("Require")
  REQUIRE,
  /** Encrypted, by a server whose certificate is trusted and names its host. */
  @JsonProperty("VerifyFull")
  VERIFY_FULL
}
