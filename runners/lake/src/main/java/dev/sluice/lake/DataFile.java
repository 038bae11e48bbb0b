package dev.sluice.lake;

import org.jspecify.annotations.Nullable;

/**
 * One file of a slice.
 *
 * @param key where it is, below the store's prefix
 * @param path within the slice, as readers know it: {@code ratings.csv}, {@code
 *     decade=1990/part-0.parquet}
 * @param rows absent when nobody counted them
 * @param checksum of the content, {@code sha256:} and hex
 */
public record DataFile(String key, String path, long bytes, @Nullable Long rows, String checksum) {}
