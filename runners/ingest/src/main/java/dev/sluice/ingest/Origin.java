package dev.sluice.ingest;

import dev.sluice.lake.SourceState;
import dev.sluice.protocol.StepContext;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One thing that can be fetched: a URL or an object. */
interface Origin {

  /** How messages, manifests and reports name it; holds no secret. */
  String name();

  /** What tells it from every other origin; never shown. */
  String identity();

  /** The path that it has in the dataset unless the user chose one. */
  String defaultPath();

  /**
   * Copies it into a file.
   *
   * @param known what it was when it was fetched last; null to fetch it in any case
   * @return what was fetched, or null when it is still what it was
   */
  @Nullable Fetched fetch(Path target, @Nullable SourceState known, StepContext context)
      throws IOException, InterruptedException;

  /**
   * What was fetched.
   *
   * @param sha256 hex
   * @param etag as the server gave it
   * @param lastModified as the server gave it
   */
  record Fetched(long bytes, String sha256, @Nullable String etag, @Nullable String lastModified) {}
}
