package dev.sluice.dev.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A DuckDB file on a volume claim of each namespace. */
final class DuckDbWarehouse implements DemoWarehouse {
  private static final String CLAIM = "warehouse";
  private static final String RESOURCES =
      """
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: %2$s, namespace: %1$s}
      spec:
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: 10Gi}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: Warehouse
      metadata: {name: warehouse, namespace: %1$s}
      spec: {duckdb: {claimName: %2$s}}
      ---
      """;

  private final ClaimFolders claims;

  /** Where the node keeps the volume of a claim. */
  interface ClaimFolders {
    Path of(String namespace, String claim);
  }

  DuckDbWarehouse(ClaimFolders claims) {
    this.claims = claims;
  }

  @Override
  public String resources(String namespace) {
    return RESOURCES.formatted(namespace, CLAIM);
  }

  private Path path(String namespace) {
    return claims.of(namespace, CLAIM).resolve("warehouse.duckdb");
  }

  @Override
  public boolean isLoaded(String namespace) {
    return Files.exists(path(namespace));
  }

  @Override
  public String address(String namespace) {
    return path(namespace).toString();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public Optional<Path> file(String namespace) {
    return Optional.of(path(namespace));
  }

  @Override
  public void close() {
    // The files go with the node.
  }
}
