package dev.sluice.dev.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The kind of warehouse that examples load; each namespace has one of its own, named warehouse. */
interface DemoWarehouse extends AutoCloseable {
  /** What an example finds in its namespace, as YAML: the Warehouse, and what that needs. */
  String resources(String namespace);

  /** Whether there is anything to look into. */
  boolean isLoaded(String namespace);

  /** What {@code dev/data/marts.py} reads. */
  String address(String namespace);

  /** Variables that whoever reads it needs. */
  Map<String, String> environment();

  /** The file that is the warehouse, where it is one. */
  Optional<Path> file(String namespace);

  @Override
  void close();
}
