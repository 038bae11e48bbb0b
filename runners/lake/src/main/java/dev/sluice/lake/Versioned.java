package dev.sluice.lake;

/**
 * A small object as it was read.
 *
 * @param etag the version, to be given back when it is replaced
 */
@SuppressWarnings("ArrayRecordComponent")
public record Versioned(byte[] content, String etag) {}
