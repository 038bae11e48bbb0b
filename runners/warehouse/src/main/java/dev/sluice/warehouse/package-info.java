/** The runner that loads datasets into warehouses, checks data quality and probes warehouses. */
@NullMarked
package dev.sluice.warehouse;

import org.jspecify.annotations.NullMarked;
