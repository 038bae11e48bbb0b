/** What every kind of warehouse offers to the runner. */
@NullMarked
package dev.sluice.warehouse.kind;

import org.jspecify.annotations.NullMarked;
