/** Redshift: COPY reads Parquet from the lake; the rest is close to PostgreSQL. */
@NullMarked
package dev.sluice.warehouse.redshift;

import org.jspecify.annotations.NullMarked;
