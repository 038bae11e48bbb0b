package dev.sluice.warehouse.duckdb;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory DuckDB may take beside this JVM in the same container. */
final class DuckDbMemory {

  private static final long MIB = 1 << 20;
  private static final long FLOOR_MIB = 128;
  private static final long MIB_PER_THREAD = 96;

  private DuckDbMemory() {}

  /** From the limit of the container, or the machine where there is none. */
  static long limitMib() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return limitMib(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
  }

  /**
   * Two thirds of what the heap leaves: DuckDB's limit does not count all that it takes, and code,
   * threads and the page cache of the container need the rest.
   */
  static long limitMib(long containerBytes, long heapBytes) {
    return Math.max(FLOOR_MIB, (containerBytes - heapBytes) / MIB * 2 / 3);
  }

  /**
   * As many threads as there are processors, unless the limit is too small for so many: what each
   * of them holds of a file that is read or written cannot be put aside.
   */
  static int threads(long limitMib, int processors) {
    return (int) Math.max(1, Math.min(processors, limitMib / MIB_PER_THREAD));
  }
}
