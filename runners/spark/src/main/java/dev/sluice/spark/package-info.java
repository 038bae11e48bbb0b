/** Runs transforms: inputs come through manifests, rows leave as Parquet, in one process. */
@NullMarked
package dev.sluice.spark;

import org.jspecify.annotations.NullMarked;
