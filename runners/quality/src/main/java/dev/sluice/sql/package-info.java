/**
 * What every engine of SQL shares: quoting, names, and a session that runs SQL so that it can be
 * cancelled.
 */
@NullMarked
package dev.sluice.sql;

import org.jspecify.annotations.NullMarked;
