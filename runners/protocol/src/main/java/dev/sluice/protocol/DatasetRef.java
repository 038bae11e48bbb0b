package dev.sluice.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A published dataset that a runner reads, through its manifests only.
 *
 * @param dataset name for messages: {@code ratings} or {@code movielens}
 * @param store name of a store in the request
 * @param path of the dataset below the store's prefix, without slashes at its ends
 * @param sliced whether the dataset has one slice per run date
 * @param slices which of them are read
 * @param include glob on the file's path within its slice ({@code ratings.csv}, {@code *.csv});
 *     absent: all files
 * @param format how to read the files; absent: as the manifest says
 */
public record DatasetRef(
    String dataset,
    String store,
    String path,
    boolean sliced,
    SliceSelection slices,
    @Nullable String include,
    @Nullable Format format) {}
