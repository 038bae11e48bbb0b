package dev.sluice.warehouse.load;

import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.RunContext;

/**
 * One committed load, as {@code _sluice.load_ledger} keeps it.
 *
 * @param mode as the user writes it: {@code ReplaceSlice}
 * @param inputDigest digest of the snapshot that was loaded
 * @param rows written; 0 when the same content was there already
 */
public record LedgerEntry(
    LedgerKey key,
    String namespace,
    String run,
    String runUid,
    String task,
    int attempt,
    long fencingToken,
    String mode,
    String inputDigest,
    long rows) {

  static LedgerEntry of(LedgerKey key, RunContext run, LoadStep.Mode mode, String digest, long n) {
    return new LedgerEntry(
        key,
        run.namespace(),
        run.name(),
        run.uid(),
        run.task(),
        run.attempt(),
        run.fencingToken(),
        nameOf(mode),
        digest,
        n);
  }

  static String nameOf(LoadStep.Mode mode) {
    return switch (mode) {
      case APPEND -> "Append";
      case REPLACE_SLICE -> "ReplaceSlice";
      case MERGE -> "Merge";
      case REPLACE -> "Replace";
    };
  }

  boolean isOf(RunContext other) {
    return runUid.equals(other.uid()) && task.equals(other.task());
  }

  /** Whether this writer owns the slice before the other: higher token, then run uid. */
  boolean isNewerThan(RunContext other) {
    return fencingToken != other.fencingToken()
        ? fencingToken > other.fencingToken()
        : runUid.compareTo(other.uid()) > 0;
  }
}
