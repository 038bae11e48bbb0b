package dev.sluice.warehouse;

import dev.sluice.protocol.WarehouseConnection;
import java.util.List;

/** A real warehouse that the conformance suite loads and looks into. */
interface ConformanceTarget extends AutoCloseable {

  /** Name of the kind, for the table of results. */
  String name();

  WarehouseConnection connection();

  /** Rows of a query in the warehouse's SQL; a null is a null. */
  List<List<String>> rows(String query) throws Exception;

  /**
   * The two rows of {@link WarehouseConformance#TYPES}, as this warehouse shows them: one value of
   * each type, and nulls.
   */
  List<List<String>> typeRows();

  /** Whether two sessions may write at the same time. */
  boolean takesSeveralWriters();

  @Override
  void close();
}
