package dev.sluice.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a connection works: exactly one component is set.
 *
 * @param store name of a store in the request; it is listed, and an object is written and deleted
 * @param warehouse name of a warehouse in the request; it is opened, and a table is made and
 *     dropped
 */
public record ProbeStep(@Nullable String store, @Nullable String warehouse) {}
