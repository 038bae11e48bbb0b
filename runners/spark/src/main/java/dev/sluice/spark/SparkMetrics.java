package dev.sluice.spark;

/** Totals over all tasks of all Spark jobs of a step. */
record SparkMetrics(
    long tasks,
    long recordsRead,
    long recordsWritten,
    long shuffleBytes,
    long spilledBytes,
    long cpuMillis,
    long gcMillis) {}
