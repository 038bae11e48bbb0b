package dev.sluice.warehouse;

import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** A real warehouse that the conformance suite loads and looks into. */
interface ConformanceTarget {

  /** Name of the kind, for the table of results. */
  String name();

  WarehouseConnection connection();

  /** The store that datasets are in; absent: that of the tests, which the warehouse can read. */
  default Optional<StoreConnection> store() {
    return Optional.empty();
  }

  /** Where the tables go. */
  default String schema() {
    return "raw";
  }

  /** Rows of a query in the warehouse's SQL; a null is a null. */
  List<List<String>> rows(String query) throws Exception;

  /**
   * The two rows of {@link WarehouseConformance#types()}, as this warehouse shows them: one value
   * of each type, and nulls.
   */
  List<List<String>> typeRows();

  /** The largest integer that it keeps. */
  default BigInteger largestInteger() {
    return BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  }

  /** What of the suite is left out here, and why; stands below the name in the table. */
  default Optional<String> leftOut() {
    return Optional.empty();
  }

  /** Whether two sessions may write at the same time. */
  boolean takesSeveralWriters();

  /** Leaves nothing behind that outlives the tests. */
  void close() throws Exception;
}
