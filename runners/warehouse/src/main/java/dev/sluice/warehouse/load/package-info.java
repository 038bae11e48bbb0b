/** Loads: the order of the steps, the ledger, and the SQL that a warehouse must offer for them. */
@NullMarked
package dev.sluice.warehouse.load;

import org.jspecify.annotations.NullMarked;
