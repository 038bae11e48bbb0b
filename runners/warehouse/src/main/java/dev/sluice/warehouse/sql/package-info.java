/**
 * What every warehouse shares: quoting, names, and a session that runs SQL so that it can be
 * cancelled.
 */
@NullMarked
package dev.sluice.warehouse.sql;

import org.jspecify.annotations.NullMarked;
