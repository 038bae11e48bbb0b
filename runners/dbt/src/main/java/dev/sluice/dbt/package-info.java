/** Runs dbt projects: writes project and profile, starts dbt, and turns its results into ours. */
@NullMarked
package dev.sluice.dbt;

import org.jspecify.annotations.NullMarked;
