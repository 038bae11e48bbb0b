package dev.sluice.protocol;

import java.nio.file.Path;
import java.util.Map;

/** Keeps what an attempt leaves behind beside its data: log, result, full report, artifacts. */
@FunctionalInterface
public interface ReportSink {

  /**
   * Loads what {@link #store} will need, and returns at once: the runner has its request to read.
   */
  default void preload() {}

  /**
   * Stores files below the request's {@link ReportTarget}. Must not change the outcome: what cannot
   * be stored is logged.
   *
   * @param files by name below the target ({@code log.txt}, {@code result.json}, ...)
   */
  void store(StepRequest request, Map<String, Path> files) throws Exception;
}
