package dev.sluice.lake;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param path below the store's prefix
 * @param etag without quotes
 */
public record StoredObject(String path, long bytes, String etag, Instant modified) {}
