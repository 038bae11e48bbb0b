/** Tests of the dbt runner. */
@NullMarked
package dev.sluice.dbt;

import org.jspecify.annotations.NullMarked;
