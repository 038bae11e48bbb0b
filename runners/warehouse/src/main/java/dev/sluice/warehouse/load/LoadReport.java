package dev.sluice.warehouse.load;

import java.util.List;

/**
 * What a load did, as {@code report.json} keeps it.
 *
 * @param slice of the ledger
 * @param unchanged whether the same content was there already
 * @param digest of the dataset's content
 * @param files of the dataset
 */
record LoadReport(
    String dataset,
    String table,
    String mode,
    String slice,
    long rows,
    boolean unchanged,
    String digest,
    List<String> files) {

  LoadReport {
    files = List.copyOf(files);
  }
}
