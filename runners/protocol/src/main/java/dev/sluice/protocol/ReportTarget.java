package dev.sluice.protocol;

/**
 * Where an attempt leaves its log and its full report.
 *
 * @param store name of a store in the request
 * @param path below the store's prefix: {@code _sluice/<namespace>/<run>/<task>/<attempt>}
 */
public record ReportTarget(String store, String path) {}
